import type { OpenUploadRecord } from '../../uploads/open-upload-records.ts';
import type { Field, WireValue } from '../fields.ts';
import { tagText } from './tag-text.ts';

/** An open upload, its token, and whether the caller looks after the site. */
export interface OpenUploadSource {
  readonly page: OpenUploadRecord;
  readonly token: string;
  readonly isManaged: boolean;
}

type OpenUploadField = Field<OpenUploadSource>;

const flag = (name: string, help: string, value: (page: OpenUploadRecord) => boolean): OpenUploadField => ({
  name,
  kind: 'flag',
  help,
  value: ({ page }) => value(page),
});

/** For those only who look after the site. */
const managed = (
  name: string,
  kind: 'text' | 'number',
  help: string,
  value: (page: OpenUploadRecord) => WireValue,
): OpenUploadField => ({
  name,
  kind,
  help,
  isPresent: ({ isManaged }) => isManaged,
  value: ({ page }) => value(page),
});

/** An open upload (reference, A.16), and at `write` what it does with files; those fields are our own. */
export const openUploadFields: readonly OpenUploadField[] = [
  {
    name: 'token_upload_id',
    kind: 'number',
    isNeverNull: true,
    help: 'Number of the open upload.',
    value: ({ page }) => page.openUploadId,
  },
  { name: 'name', kind: 'text', help: 'Its name.', value: ({ page }) => page.name },
  {
    name: 'token',
    kind: 'text',
    help: 'The token to send as `token`, together with its number.',
    value: ({ token }) => token,
  },
  flag('default_publish_p', 'Whether everybody may see the items at once.', (page) => page.defaultPublish),
  flag('change_album_p', 'Whether uploaders choose albums.', (page) => page.mayChangeAlbum),
  flag('change_tags_p', 'Whether uploaders choose tags.', (page) => page.mayChangeTags),
  flag('change_publish_p', 'Whether uploaders publish and unpublish.', (page) => page.mayChangePublish),
  flag('require_name_p', 'Whether uploaders must give a name.', (page) => page.requiresName),
  flag('require_email_p', 'Whether uploaders must give a mail address.', (page) => page.requiresEmail),
  flag('public_p', 'Whether everybody may find it.', (page) => page.isPublic),
  { name: 'terms', kind: 'text', help: 'What uploaders agree to.', value: ({ page }) => page.terms },
  flag('enable_attachments_p', 'Always false.', () => false),
  managed('album_id', 'text', 'Albums of the items, unless uploaders choose others.', (page) =>
    page.albumIds.join(','),
  ),
  managed('tags', 'text', 'Tags of the items, unless uploaders choose others.', (page) => tagText(page.tags)),
  managed(
    'max_file_size',
    'number',
    'Largest file in bytes; absent when the limit of the site counts.',
    (page) => page.maxFileSize,
  ),
  managed('allowed_types', 'text', 'Types that are accepted; empty when those of the site count.', (page) =>
    (page.allowedTypes ?? []).join(','),
  ),
  { ...managed('user_id', 'number', 'Owner of the items.', (page) => page.userId), isNeverNull: true },
];
