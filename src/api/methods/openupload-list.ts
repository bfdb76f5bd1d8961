import { z } from 'zod';
import { authorize } from '../../access/authorization.ts';
import type { OpenUploadRecord } from '../../uploads/open-upload-records.ts';
import type { Call } from '../declaration.ts';
import { defineMethod } from '../declaration.ts';
import { ApiError } from '../errors.ts';
import { exampleOpenUpload } from '../objects/examples.ts';
import { type OpenUploadSource, openUploadFields } from '../objects/open-upload-fields.ts';
import { flag, integer, pageNumber, pageSize, text } from '../parameter-types.ts';

/**
 * Lists open uploads (reference, A.16): the public ones for everybody, all of them at `write`, and any one for whoever
 * has its token.
 */
export const openUploadList = defineMethod({
  path: 'openupload/list',
  summary: 'List open uploads, newest first.',
  versions: [2],
  httpMethods: { 2: ['GET'] },
  changesState: false,
  level: 'none',
  parameters: () =>
    z.object({
      token_upload_id: integer('Only this one.', { min: 1 }),
      token: text('Its token, which opens one that is not public.'),
      app_p: flag('Has no effect: applications see what everybody sees.'),
      p: pageNumber(),
      size: pageSize(),
    }),
  v1: { payloadKey: 'openuploads' },
  fields: openUploadFields,
  errors: ['permission_denied'],
  example: {
    parameters: { token_upload_id: '3', token: exampleOpenUpload.token },
    answer: { items: [exampleOpenUpload], page: { page: 1, size: 20, totalCount: 1 } },
  },
  async handle(call) {
    const { input, deps } = call;
    const { p: page, size } = input;
    if (input.token_upload_id !== undefined) {
      const found = await findOne(call, input.token_upload_id, input.token ?? '');
      const items = found && page === 1 ? [toSource(call, found)] : [];
      return { items, page: { page, size, totalCount: found ? 1 : 0 } };
    }
    if (input.token) {
      throw new ApiError('invalid_input', 'The parameter "token" needs "token_upload_id" beside it.');
    }
    const filter = authorize(call.caller, 'write') ? {} : ({ isPublic: true } as const);
    const { pages, total } = await deps.openUploads.list({ page, size, ...filter });
    return { items: pages.map((one) => toSource(call, one)), page: { page, size, totalCount: total } };
  },
});

/** One that is not the caller's to see looks like none at all; a token that does not fit is refused. */
async function findOne(
  { caller, deps }: Pick<Call<unknown>, 'caller' | 'deps'>,
  openUploadId: number,
  token: string,
): Promise<OpenUploadRecord | undefined> {
  if (token !== '') return deps.openUploads.authorise(openUploadId, token);
  const found = await deps.openUploads.find(openUploadId);
  return found?.isPublic === true || authorize(caller, 'write') ? found : undefined;
}

function toSource(
  { caller, deps }: Pick<Call<unknown>, 'caller' | 'deps'>,
  page: OpenUploadRecord,
): OpenUploadSource {
  return { page, token: deps.openUploads.tokenOf(page), isManaged: authorize(caller, 'write') };
}
