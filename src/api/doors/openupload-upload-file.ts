import { z } from 'zod';
import type { Door } from '../../protocols/redeem/door.ts';
import type { OpenUploadFileChange } from '../../uploads/open-upload-rules.ts';
import { exampleRedeemed, redeemedFields } from '../objects/redeemed-fields.ts';
import { idList, requiredInteger, requiredText, text } from '../parameter-types.ts';
import { findParameter, readParameters } from '../read-parameters.ts';
import { describeApiError } from './api-refusal.ts';
import type { DoorDependencies } from './dependencies.ts';
import { describeDoor } from './describe-door.ts';
import { createDoorPresenter } from './door-presenter.ts';
import { createGrantDoor } from './grant-door.ts';

/** What somebody who sends a file to an open upload may say of it and of themselves. */
export const openUploadFileParameters = {
  album_id: idList('Albums, if the open upload leaves them to you: one number, or several.'),
  title: text('Title; HTML is removed. Without one, the name of the file.'),
  content: text('Description; simple HTML is kept.'),
  tags: text('Tags, if the open upload leaves them to you, separated by commas or spaces.'),
  uploader_name: text('Your name; some open uploads ask for it.'),
  uploader_email: text('Your mail address; some open uploads ask for it.'),
};

const parameters = z.object({
  token_upload_id: requiredInteger('The open upload.', { min: 1 }),
  token: requiredText('The token of the open upload.'),
  ...openUploadFileParameters,
});

/** Takes a file through an open upload (reference, A.16). */
export const openUploadUploadFile = describeDoor({
  path: 'openupload/upload-file',
  summary: 'Send a file to an open upload.',
  versions: [2],
  level: 'none',
  v1: { payloadKey: 'upload' },
  errors: [
    'no_file',
    'error_processing_upload',
    'permission_denied',
    'invalid_album',
    'limit_exceeded',
    'idempotency_key_reused',
  ],
  message: 'The file was successfully uploaded',
  parameters,
  file: { name: 'file', isRequired: true, help: 'The file, or one chunk of it.' },
  redirects: false,
  fields: [
    ...redeemedFields.filter(({ name }) => name === 'photo_id'),
    {
      name: 'upload_key',
      kind: 'text',
      help: 'The right to change what you sent, with openupload/update-file.',
      value: ({ uploadKey }) => uploadKey ?? '',
    },
    ...redeemedFields.filter(({ name }) => name === 'token'),
    {
      name: 'tree_id',
      kind: 'text',
      help: 'First part of the addresses of its files; a text here.',
      value: ({ treeId }) => String(treeId),
    },
  ],
  example: {
    parameters: { token_upload_id: '3', token: '7cLoqp9hJDExampleOnly', uploader_name: 'Ada' },
    result: { ...exampleRedeemed, uploadKey: 'hJD1vXrT4mKzN8sWbY2fGaQeUiO5nRtVx7cLoqp9' },
  },
});

/** The door of `openupload/upload-file`; its token field is `token`, beside `token_upload_id`. */
export function createOpenUploadDoor({ api, grants, siteOf }: DoorDependencies): Door {
  const { openUploads } = api;
  return createGrantDoor({
    path: openUploadUploadFile.path,
    versions: openUploadUploadFile.versions,
    secretName: undefined,
    isLenient: false,
    grants,
    presenter: createDoorPresenter({
      method: openUploadUploadFile,
      siteOf,
      wantsEnvelope: () => true,
      describe: describeApiError,
      async complete({ upload }) {
        const uploadKey = await openUploads.uploadKeyOf(upload.tokenId);
        return uploadKey === undefined ? {} : { uploadKey };
      },
    }),

    async wishFor(_request, { fields }, isWhole) {
      const pairs = fields.entries();
      const isOpened = findParameter(pairs, 'token') && findParameter(pairs, 'token_upload_id');
      if (!isWhole && !isOpened) return undefined;
      const { input } = readParameters(parameters, pairs);
      const page = await openUploads.authorise(input.token_upload_id, input.token);
      return openUploads.wishOf(page, changeOf(input), { isWhole });
    },
  });
}

/** The same in the words of the core; what is empty is not said. */
export function changeOf(
  input: z.output<z.ZodObject<typeof openUploadFileParameters>>,
): OpenUploadFileChange {
  const { album_id: albumIds, title, content, tags, uploader_name: name, uploader_email: email } = input;
  return {
    ...(albumIds === undefined || albumIds.length === 0 ? {} : { albumIds }),
    ...(title === undefined ? {} : { title }),
    ...(content === undefined ? {} : { description: content }),
    ...(tags === undefined || tags.trim() === '' ? {} : { tags }),
    ...(name === undefined ? {} : { uploaderName: name }),
    ...(email === undefined ? {} : { uploaderEmail: email }),
  };
}
