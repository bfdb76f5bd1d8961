import { captionTypes } from '../../archive/captions/caption-records.ts';
import { requiredInteger, requiredText, wordWithDefault } from '../parameter-types.ts';

/** How the methods of captions name them. */
export const captionKeyParameters = () => ({
  photo_id: requiredInteger('The item.', { min: 1 }),
  locale: requiredText('Language of the captions, such as `en` or `en_US`.'),
  type: wordWithDefault(
    'What they are for: `general` translates, `closedcaptions` has everything that is heard, `audiodescriptions` what is seen.',
    captionTypes,
    'general',
  ),
});
