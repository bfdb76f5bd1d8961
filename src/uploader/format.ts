import { fill, type MessageKey, type Messages } from './messages.ts';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Says things in one language. */
export class Voice {
  readonly language: string;
  readonly #messages: Messages;
  readonly #plural: Intl.PluralRules;
  /** Making one takes longer than using it. */
  readonly #formats = new Map<string, Intl.NumberFormat>();

  constructor(language: string, messages: Messages) {
    this.language = language;
    this.#messages = messages;
    this.#plural = new Intl.PluralRules(language);
  }

  say(key: MessageKey, values?: Readonly<Record<string, string | number>>): string {
    return fill(this.#messages[key], values);
  }

  /** Whether there is a message of this name, such as one for an error. */
  knows(key: string): key is MessageKey {
    return Object.hasOwn(this.#messages, key);
  }

  /** The form for `count` of a message that has two: `key` and `key_one`. */
  count(
    key: 'start' | 'limit_files' | 'heard_added' | 'heard_done',
    count: number,
    values: Readonly<Record<string, string | number>> = {},
  ): string {
    const form: MessageKey = this.#plural.select(count) === 'one' ? `${key}_one` : key;
    return this.say(form, { count: this.number(count), ...values });
  }

  number(value: number): string {
    return new Intl.NumberFormat(this.language).format(value);
  }

  bytes(value: number): string {
    const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
    const unit = UNITS[power] ?? 'byte';
    const format = this.#format(unit, power === 0 ? 'long' : 'short', power < 2 ? 0 : 1);
    return format.format(value / 1000 ** power);
  }

  /** As exactly as such a guess deserves. */
  duration(seconds: number): string {
    const [value, unit] =
      seconds < 60
        ? ([Math.max(1, seconds), 'second'] as const)
        : seconds < 3600
          ? ([seconds / 60, 'minute'] as const)
          : ([seconds / 3600, 'hour'] as const);
    const format = this.#format(unit, 'short', unit === 'hour' ? 1 : 0);
    return format.format(unit === 'second' ? Math.ceil(value) : value);
  }

  #format(unit: string, unitDisplay: 'long' | 'short', maximumFractionDigits: number): Intl.NumberFormat {
    const made = this.#formats.get(unit);
    if (made) return made;
    const style = { style: 'unit', unit, unitDisplay, maximumFractionDigits } as const;
    const format = new Intl.NumberFormat(this.language, style);
    this.#formats.set(unit, format);
    return format;
  }

  list(items: readonly string[]): string {
    return new Intl.ListFormat(this.language, { type: 'disjunction' }).format(items);
  }
}
