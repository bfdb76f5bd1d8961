/** An image size of the API (reference, E.1): `fill` cuts to exactly the box, `fit` keeps all of the picture within it. */
export interface ImageSize {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly how: 'fill' | 'fit';
}

/** Every image size besides `original`, the smallest first. */
export const imageSizes: readonly ImageSize[] = [
  { name: 'quad16', width: 16, height: 16, how: 'fill' },
  { name: 'quad50', width: 50, height: 50, how: 'fill' },
  { name: 'quad75', width: 75, height: 75, how: 'fill' },
  { name: 'quad100', width: 100, height: 100, how: 'fill' },
  { name: 'small', width: 200, height: 150, how: 'fit' },
  { name: 'medium', width: 260, height: 195, how: 'fit' },
  { name: 'portrait', width: 300, height: 225, how: 'fit' },
  { name: 'standard', width: 600, height: 450, how: 'fit' },
  { name: 'large', width: 640, height: 480, how: 'fit' },
];

/** Formats of image sizes, the ones that need the fewest bytes first. JPEG is always there. */
export const imageFormats = ['avif', 'webp', 'jpeg'] as const;

export type ImageFormat = (typeof imageFormats)[number];

/** The type of an image format on the wire. */
export function imageType(format: ImageFormat): string {
  return `image/${format}`;
}
