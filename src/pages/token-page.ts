import { allowedTypesOf, type SiteLimits } from '../uploads/admission.ts';
import type { OpenUploadRecord } from '../uploads/open-upload-records.ts';
import type { UploadTokenRecord } from '../uploads/records.ts';
import { hashSecret } from '../uploads/secret-hash.ts';
import type { ClosedReason } from './notice-pages.ts';
import type { PageField, UploadForm } from './upload-form.ts';

const TITLE: PageField = { name: 'title', label: 'Title', kind: 'text', isRequired: false };
const DESCRIPTION: PageField = {
  name: 'description',
  label: 'Description',
  kind: 'lines',
  isRequired: false,
};
const TAGS: PageField = {
  name: 'tags',
  label: 'Tags',
  kind: 'text',
  isRequired: false,
  help: 'Separated by commas.',
};

/** Chunks and files of the site. Sizes in bytes. */
export interface PageBounds extends SiteLimits {
  readonly minChunkBytes: number;
  readonly maxChunkBytes: number;
}

/** Why a token lets no file begin; undefined when it does. */
export function closedReason(token: UploadTokenRecord, now: number): ClosedReason | undefined {
  if (token.revokedAt !== null) return 'revoked';
  if (token.completedCount >= token.maxUploads) return 'used_up';
  return token.validUntil <= now ? 'expired' : undefined;
}

/**
 * What people may say of files of a token: whatever its application has left open. A title would be that of every file,
 * so it is asked for only where there is one.
 */
export function openFields({ metadata, maxUploads }: UploadTokenRecord): readonly PageField[] {
  return [
    ...(metadata.title === '' && maxUploads === 1 ? [TITLE] : []),
    ...(metadata.description === '' ? [DESCRIPTION] : []),
    ...(metadata.tags.length === 0 ? [TAGS] : []),
  ];
}

/** The page of an upload token. */
export function tokenForm(
  token: UploadTokenRecord,
  secret: string,
  page: { readonly text: string; readonly limits: SiteLimits },
): UploadForm {
  return {
    title: token.metadata.title === '' ? 'Send files' : token.metadata.title,
    text: page.text,
    action: '/u',
    uploader: { token: secret, list: listOf(secret) },
    limits: undefined,
    hidden: { upload_token: secret },
    fields: openFields(token),
    terms: '',
    accept: acceptOf(allowedTypesOf(token, page.limits)),
    doneAddress: `/u/${secret}/done`,
  };
}

/** The page of an open upload. */
export function openUploadForm(
  page: OpenUploadRecord,
  secret: string,
  { text, limits }: { readonly text: string; readonly limits: PageBounds },
): UploadForm {
  const id = String(page.openUploadId);
  const types = page.allowedTypes ?? limits.allowedTypes;
  const { minChunkBytes, maxChunkBytes } = limits;
  return {
    title: page.name,
    text,
    action: '/o',
    uploader: { 'open-upload': id, token: secret, list: listOf(`${id}-${secret}`) },
    limits: {
      max_file_size: Math.min(page.maxFileSize ?? limits.maxSizeBytes, limits.maxSizeBytes),
      allowed_types: types.join(','),
      min_chunk_bytes: minChunkBytes,
      max_chunk_bytes: maxChunkBytes,
    },
    hidden: { token_upload_id: id, token: secret },
    fields: [
      {
        name: 'uploader_name',
        label: 'Your name',
        kind: 'text',
        isRequired: page.requiresName,
        autocomplete: 'name',
      },
      {
        name: 'uploader_email',
        label: 'Your e-mail address',
        kind: 'email',
        isRequired: page.requiresEmail,
        autocomplete: 'email',
      },
      TITLE,
      { ...DESCRIPTION, name: 'content' },
      ...(page.mayChangeTags ? [TAGS] : []),
    ],
    terms: page.terms,
    accept: acceptOf(types),
    doneAddress: `/o/${id}-${secret}/done`,
  };
}

/** Unfinished files of one link are nobody else's, even in the same browser. */
function listOf(secret: string): string {
  return hashSecret(secret).slice(0, 16);
}

function acceptOf(types: readonly string[]): string {
  if (types.includes('*')) return '';
  return types.map((type) => (type.includes('/') ? type : `${type}/*`)).join(',');
}
