import { callErrorMessages } from './call-error.ts';
import type { GuardedFetch } from './guarded-fetch.ts';
import { WebhookError } from './webhook-error.ts';

const maxCharacters = 2_000;

/**
 * The address of a webhook, as it will be called. Fails with `invalid_input` for what can never be called: not http
 * or https, with a password in it, a literal private address. What a name resolves to is checked at every call.
 */
export function readTargetUrl(text: string, fetch: Pick<GuardedFetch, 'refusal'>): string {
  const trimmed = text.trim();
  const wrong = (sentence: string) =>
    new WebhookError('invalid_input', `The parameter "target_url" cannot be used. ${sentence}`);
  if (/[\p{Cc}\\]/u.test(trimmed)) throw wrong('It has control characters or backslashes.');
  const refusal = fetch.refusal(trimmed);
  if (refusal) throw wrong(callErrorMessages[refusal]);
  const url = new URL(trimmed);
  url.hash = '';
  if (url.href.length > maxCharacters) throw wrong(`It is longer than ${maxCharacters} characters.`);
  return url.href;
}
