import { z } from 'zod';

/** What events tell, in the names and types of version 2 of the API. An absent text is empty, an absent number null. */

const id = (help: string) => z.int().min(1).describe(help);
const epoch = (help: string) => z.int().describe(`${help}, in seconds since 1970.`);

const uploadFields = {
  upload_id: z.string().describe('The upload.'),
  upload_token_id: z
    .string()
    .describe(
      'The id (not the secret) of the token that it came with; one is made for a file that comes without.',
    ),
  filename: z.string().describe('The file name as the client gave it, at most 500 characters of it.'),
  size: z.int().min(0).describe('Size of the file in bytes.'),
  content_type: z.string().describe('MIME type found in the first bytes; empty until they are here.'),
  photo_id: z.int().min(1).nullable().describe('The item made of it; null until it is completed.'),
  error_code: z.string().describe('Why it failed, as a code; empty otherwise.'),
  error_message: z.string().describe('Why it failed, as a sentence; empty otherwise.'),
};

const photoFields = {
  photo_id: id('The item.'),
  tree_id: id('Another number, part of the addresses of the item; several items share one.'),
  token: z.string().describe('Opens this item together with its number, published or not.'),
  title: z.string().describe('Its title.'),
  tags: z
    .array(z.string())
    .describe('Its tags, as far as they have 4,000 characters in all; `photo/list` has every one.'),
  album_ids: z.array(z.int()).describe('The albums that it is in.'),
  published_p: z.boolean().describe('Whether everybody may see it.'),
  user_id: id('Its owner.'),
  original_filename: z.string().describe('Its file name as the client gave it, at most 500 characters.'),
  content_type: z.string().describe('MIME type of its content.'),
  size: z.int().min(0).describe('Size of its file in bytes.'),
  upload_id: z.string().describe('The upload that made it.'),
  upload_token_id: z.string().describe('The id of the token that it came with, likewise.'),
  creation_date_epoch: epoch('When it was added'),
};

/** Parts of an item that `photo.updated` names. */
export const photoParts = [
  'title',
  'description',
  'tags',
  'albums',
  'published',
  'publish_date',
  'promoted',
  'protected',
  'absolute_url',
  'seo_policy',
  'video_360',
  'thumbnail_360',
  'custom_variables',
] as const;

export type PhotoPart = (typeof photoParts)[number];

const albumFields = {
  album_id: id('The album.'),
  title: z.string().describe('Its title.'),
  hide_p: z.boolean().describe('Whether it is hidden from callers below `read`.'),
  user_id: id('Its owner.'),
};

export const uploadPayload = z.object(uploadFields);
export const photoPayload = z.object(photoFields);
export const photoUpdatePayload = z.object({
  ...photoFields,
  changed: z.array(z.enum(photoParts)).describe(`What has changed: ${photoParts.join(', ')}.`),
});
export const albumPayload = z.object(albumFields);
export const membershipPayload = z.object({ album_id: id('The album.'), ...photoFields });

export type UploadPayload = z.infer<typeof uploadPayload>;
export type PhotoPayload = z.infer<typeof photoPayload>;
export type AlbumPayload = z.infer<typeof albumPayload>;

export const exampleUpload: UploadPayload = {
  upload_id: '01kb3c2d4e5f6g7h8j9k0m1n2p',
  upload_token_id: '01kb3c2c8v1w2x3y4z5a6b7c8d',
  filename: 'holiday.mp4',
  size: 73_400_320,
  content_type: 'video/mp4',
  photo_id: null,
  error_code: '',
  error_message: '',
};

export const examplePhoto: PhotoPayload = {
  photo_id: 60_433,
  tree_id: 1060,
  token: 'zN8sWbY2fGaQeUiO5nRtVx7cLoqp9hJD',
  title: 'A holiday film',
  tags: ['holiday', 'sea'],
  album_ids: [7],
  published_p: true,
  user_id: 2,
  original_filename: 'holiday.mp4',
  content_type: 'video/mp4',
  size: 73_400_320,
  upload_id: '01kb3c2d4e5f6g7h8j9k0m1n2p',
  upload_token_id: '01kb3c2c8v1w2x3y4z5a6b7c8d',
  creation_date_epoch: 1_793_534_400,
};

export const exampleAlbum: AlbumPayload = { album_id: 7, title: 'Holidays', hide_p: false, user_id: 2 };
