/** A language of captions. */
export interface Locale {
  /** `en`, `en_US`, `zh_Hant_TW` */
  readonly locale: string;
  /** What it is called in English: `English (United States)`. */
  readonly language: string;
}

/** Language, script and region, with underscores or hyphens (BCP 47 without its rarer parts). */
const FORM = /^([a-z]{2,3})(?:[_-]([a-z]{4}))?(?:[_-]([a-z]{2}|\d{3}))?$/i;

const names = new Intl.DisplayNames('en', { type: 'language', languageDisplay: 'standard' });

/** Reads a locale in any usual spelling; undefined when it is none. */
export function readLocale(text: string): Locale | undefined {
  const match = FORM.exec(text.trim());
  if (!match) return undefined;
  const [, language = '', script = '', region = ''] = match;
  const parts = [
    language.toLowerCase(),
    script.slice(0, 1).toUpperCase() + script.slice(1).toLowerCase(),
    region.toUpperCase(),
  ].filter((part) => part !== '');
  return { locale: parts.join('_'), language: names.of(parts.join('-')) ?? parts.join('_') };
}

/** The locale as browsers want it in `srclang`. */
export function languageTag(locale: string): string {
  return locale.replaceAll('_', '-');
}
