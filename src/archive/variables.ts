import { ArchiveError } from './archive-error.ts';
import { cutText } from './cut-text.ts';

/** Longest value of a variable, in UTF-16 units: it stands in an index. */
const MAX_CHARACTERS = 1_000;

/**
 * Values of the site's own variables as they are kept: text without control characters, without spaces around it.
 * Fails with `invalid_input` when one is too long.
 */
export function cleanVariables(variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      const clean = value
        .toWellFormed()
        .normalize('NFC')
        .replaceAll(/\p{Cc}+/gu, ' ')
        .trim();
      if (cutText(clean, MAX_CHARACTERS) !== clean) {
        throw new ArchiveError(
          'invalid_input',
          `The parameter "${name}" may have at most ${MAX_CHARACTERS.toLocaleString('en')} characters.`,
        );
      }
      return [name, clean];
    }),
  );
}

/** The values of an item after a change: those that were not named stay, and an empty one goes. */
export function changeVariables(
  current: Readonly<Record<string, string>>,
  change: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...current, ...change }).filter(([, value]) => value !== ''));
}
