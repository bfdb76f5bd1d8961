import { cutText } from '../../archive/cut-text.ts';
import { AccountError } from './account-error.ts';

const MAX_EMAIL_LENGTH = 254;
const MAX_NAME_LENGTH = 200;
const USERNAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** An e-mail address that could exist: one `@`, a name before it, a host behind it, no spaces or controls. */
export function readEmail(text: string): string {
  const email = text.trim();
  if (email.length <= MAX_EMAIL_LENGTH && /^[^\s@\p{Cc}<>"(),:;\\]+@[^\s@\p{Cc}<>"(),:;\\]+$/u.test(email)) {
    return email;
  }
  throw refuse('This is no e-mail address.');
}

/** A user name, in lower case. */
export function readUsername(text: string): string {
  const username = text.trim().toLowerCase();
  if (USERNAME.test(username)) return username;
  throw refuse(
    'A user name has letters from a to z, digits, ".", "_" and "-", begins with a letter or a digit, and has 64 characters at most.',
  );
}

/** A user name made from an e-mail address. */
export function suggestUsername(email: string): string {
  const [name = ''] = email.split('@');
  const usable = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]/g, '')
    .replace(/^[._-]+/, '')
    .slice(0, 50);
  return usable === '' ? 'user' : usable;
}

/** A name of the time zone database; UTC when none is given. */
export function readTimezone(text: string): string {
  const timezone = text.trim();
  if (timezone === '') return 'UTC';
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone }).format();
    return timezone;
  } catch {
    throw refuse('This time zone is not known. Expected a name like Europe/Copenhagen.');
  }
}

/** A name in one line, without control characters. */
export function cleanName(text: string): string {
  return cutText(text.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim(), MAX_NAME_LENGTH);
}

function refuse(message: string): AccountError {
  return new AccountError('couldnt_create_user', message);
}
