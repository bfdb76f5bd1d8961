import { html } from '../http/html-text.ts';
import { type PageParts, uploadPage } from './page-frame.ts';

/** Why nothing can be sent. */
export type ClosedReason = 'invalid' | 'revoked' | 'expired' | 'used_up';

const notices: Readonly<Record<ClosedReason, { status: number; title: string; text: string }>> = {
  invalid: {
    status: 404,
    title: 'This link is not valid',
    text: 'It may have been cut off when it was copied. Open it again from where you got it, or ask whoever sent it for a new one.',
  },
  revoked: {
    status: 410,
    title: 'This link has been withdrawn',
    text: 'Nothing can be sent with it any more. Ask whoever sent it to you for a new one.',
  },
  expired: {
    status: 410,
    title: 'This link has expired',
    text: 'The time for sending files is over. Ask whoever sent it to you for a new one.',
  },
  used_up: {
    status: 410,
    title: 'Everything has arrived',
    text: 'All files that may be sent with this link have been sent. Ask for a new link to send more.',
  },
};

/** The page of a link that leads nowhere any more, and its status. */
export function closedPage(parts: PageParts, reason: ClosedReason): { status: number; body: string } {
  const { status, title, text } = notices[reason];
  return { status, body: noticePage(parts, title, text) };
}

/** Says that everything has arrived. */
export function thanksPage(parts: PageParts, backAddress: string | undefined): string {
  const text =
    parts.brand.thanks === '' ? 'Your files have arrived. You can close this page.' : parts.brand.thanks;
  return uploadPage(parts, {
    title: 'Thank you',
    main: html`<div class="notice">
      <svg class="tick" viewBox="0 0 24 24" aria-hidden="true"><path d="M5 12.5l4.5 4.5L19 7.5" /></svg>
      <h1>Thank you</h1>
      ${paragraphs(text)}
      ${backAddress === undefined ? undefined : html`<p><a class="button" href="${backAddress}">Send more files</a></p>`}
    </div>`,
  });
}

/** Says why a file was not taken. */
export function refusalPage(parts: PageParts, message: string, backAddress: string | undefined): string {
  return uploadPage(parts, {
    title: 'That did not work',
    main: html`<div class="notice">
      <h1>That did not work</h1>
      <p role="alert">${message}</p>
      ${backAddress === undefined ? undefined : html`<p><a class="button" href="${backAddress}">Go back</a></p>`}
    </div>`,
  });
}

function noticePage(parts: PageParts, title: string, text: string): string {
  return uploadPage(parts, { title, main: html`<div class="notice"><h1>${title}</h1><p>${text}</p></div>` });
}

/** A text with its lines. */
export function paragraphs(text: string) {
  return text
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== '')
    .map((part) => html`<p>${part.trim()}</p>`);
}
