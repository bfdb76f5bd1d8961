import type { CaptionSource } from './caption-fields.ts';

export const exampleCaptions: CaptionSource = {
  captions: {
    photoId: 60_433,
    locale: 'en_US',
    type: 'general',
    language: 'English (United States)',
    isDraft: false,
    isDefault: false,
    bytes: 62,
    sha256: '5c1f3a6e9b2d4780c6f1e5a9d3b7480c5c1f3a6e9b2d4780c6f1e5a9d3b7480c',
    createdAt: Date.UTC(2026, 10, 1, 12, 0, 0),
  },
  photo: { treeId: 1, photoId: 60_433, originalFilename: 'harbour.mp4' },
  token: '1dd9d3c69ee26cd5a5bb0a6e12b7ddb9',
  urlPrefix: '',
};
