import type { z } from 'zod';
import type { Caller } from '../../access/authorization.ts';
import type { GrantWish } from '../../uploads/grants.ts';
import type { ExtraParameter } from '../../uploads/records.ts';
import { readTerms } from '../../uploads/token-rules.ts';
import { keyHolder, readActingUser } from '../acting-user.ts';
import { takeVariables } from '../custom-variables.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { dateTime, flagWithDefault, idList, integer, text } from '../parameter-types.ts';

/** What may be said about an item that is made without an upload token (reference, A.4). */
export const itemParameters = {
  user_id: integer('Owner of the item. Counts only at `super`; otherwise the owner is the user of the key.', {
    min: 1,
  }),
  album_id: idList('Albums for the item: one number, or several separated by commas.'),
  title: text('Title; HTML is removed. Without one, the name of the file.'),
  description: text('Description; simple HTML is kept.'),
  tags: text('Tags, separated by commas or spaces; a tag with spaces stands in double quotes.'),
  publish: flagWithDefault('Whether everybody may see the item at once.', true),
  publish_date: dateTime('When it was published, or is to be: then it is not published at once.'),
  absolute_url: text('Canonical address of the item.'),
};

/** What was said about an item; `extras` are the parameters that are not declared, the site's own variables among them. */
export interface ItemInput extends z.output<z.ZodObject<typeof itemParameters>> {
  readonly extras: readonly ExtraParameter[];
}

/**
 * The grant for an item that a caller wants to make. Fails with `invalid_input`, `no_such_user`; albums are looked up
 * when the grant is made.
 */
export async function wishOfItem(
  path: string,
  caller: Caller,
  input: ItemInput,
  deps: ApiDependencies,
): Promise<GrantWish> {
  const now = deps.clock.now();
  const userId = await readActingUser({ caller, deps }, input.user_id);
  const { metadata, publishAt, absoluteUrl } = readTerms(
    {
      title: input.title ?? '',
      description: input.description ?? '',
      tags: input.tags ?? '',
      albumIds: input.album_id ?? [],
      publish: input.publish,
      publishAt: input.publish_date ?? null,
      absoluteUrl: input.absolute_url ?? null,
      returnUrl: '',
      isBackgroundReturn: false,
      maxUploads: 1,
      validMinutes: 0,
      maxFileSize: null,
      allowedTypes: null,
      extras: [],
      variables: takeVariables(input.extras, deps.customVariables).variables,
      userId,
    },
    now,
  );
  const { keyId, userId: asker } = keyHolder(caller);
  const said = { metadata, publishAt, absoluteUrl, userId };
  return {
    asker: [path, asker, keyId],
    said,
    terms: {
      ...said,
      maxFileSize: null,
      allowedTypes: null,
      photoId: null,
      openUploadId: null,
      createdByKeyId: keyId,
    },
    namedAlbumIds: metadata.albumIds,
  };
}
