import { chunkErrorStatus, formErrorStatus } from '../src/protocols/redeem/error-status.ts';
import { type ErrorCode, errorCatalogue } from '../src/uploads/errors.ts';

const advice = { never: 'give up', later: 'again after a pause', now: 'again at once' } as const;

/** The reference page of errors, made from the catalogue and the maps of the redeem routes. */
export function renderErrorPage(): string {
  const rows = Object.entries(errorCatalogue).map(([code, { message, retry }]) => {
    const chunk = chunkErrorStatus[code as ErrorCode];
    const form = formErrorStatus[code as ErrorCode];
    return `| \`${code}\` | ${message} | ${advice[retry]} | ${chunk} | ${form} |`;
  });
  return `# Errors of uploads

<!-- Made by \`npm run docs\` from src/uploads/errors.ts and src/protocols/redeem/error-status.ts. -->

Every refusal has a code, a sentence, and a status that makes the client do the right thing. Chunked clients
(Resumable.js, Flow.js, simple-uploader.js, 23's own) stop for good on 500, the "cancel" of the original API, and send
the chunk again on 503, which is held back for \`limits.holdSeconds\`. Trouble that nobody foresaw is 503 with an id that
the server's log knows.

| Code | Sentence | Client should | Chunk | Plain form |
|---|---|---|--:|--:|
${rows.join('\n')}

The sentence is the body (\`text/plain\`), and the code is in the header \`Slipway-Error\`. On \`/api/2/…\`, and with \`format=\` on \`/api/…\`, a plain form gets an envelope with
\`code\` and \`message\` instead. A token with a \`return_url\` gets errors about the *file* by its callback, as
\`error_message\`; errors about the *token* are only ever told to the client.

This page is about \`redeem-upload-token\` and \`redeem-replace-token\`. The other doors (\`photo/upload\`, \`photo/replace\`,
\`openupload/upload-file\`) answer chunks with the same statuses and sentences, and forms with an envelope in the codes of
the API: \`no_file\`, \`error_processing_upload\`, \`permission_denied\`, …, with status 200 in version 1.
`;
}
