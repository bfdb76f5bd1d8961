import { z } from 'zod';
import { isExactOrigin } from './address-forms.ts';
import { formed } from './setting-types.ts';

/** How items are watched. */
export const player = z
  .strictObject({
    frameAncestors: z
      .array(
        z
          .string()
          .refine(
            (text) => text === '*' || (/^https?:/.test(text) && isExactOrigin(text)),
            'it is no origin',
          ),
      )
      .default(['*'])
      .meta(
        formed(
          'Origins whose pages may show the player in a frame; `*` is any. Pages of this site always may; no other page can be framed.',
          '`*` or origins like `https://www.example.com`, in lower case, without a slash at the end',
        ),
      ),
  })
  .prefault({});
