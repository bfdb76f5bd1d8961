import { z } from 'zod';
import { isExactOrigin } from './address-forms.ts';
import { formed } from './setting-types.ts';

/** How the pages look on which people send files: `/u/<token>` and `/o/<open upload>`. */
export const uploadPage = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('Name at the top of upload pages. Default: `site.name`.'),
    logo: z
      .string()
      .min(1)
      .optional()
      .meta(
        formed(
          'Logo at the top of upload pages: an image in the data folder, or an address on this origin that begins with `/`.',
          'a file name like `logo.svg`, or an address like `/brand/logo.png`',
        ),
      ),
    color: z
      .string()
      .regex(/^#[0-9a-fA-F]{6}$/, 'it is no colour')
      .optional()
      .meta(formed('Colour of buttons and bars of upload pages.', 'a colour like `#0b6a8f`')),
    text: z.string().max(2000).default('').describe('What people read above the form of upload pages.'),
    thanks: z
      .string()
      .max(2000)
      .default('')
      .describe('What people read when everything has arrived and there is no return URL.'),
    frameAncestors: z
      .array(z.string().refine(isExactOrigin, 'it is no origin'))
      .default([])
      .meta(
        formed(
          'Origins whose pages may show upload pages in a frame. Default: none.',
          'origins like `https://www.example.com`, in lower case, without a slash at the end',
        ),
      ),
  })
  .prefault({});
