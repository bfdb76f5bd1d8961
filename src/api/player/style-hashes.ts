import { createHash } from 'node:crypto';

/** The elements of media-chrome that the player is made of, by the names of their classes. */
const elements = [
  'MediaController',
  'MediaControlBar',
  'MediaErrorDialog',
  'MediaGestureReceiver',
  'MediaLoadingIndicator',
  'MediaPlayButton',
  'MediaMuteButton',
  'MediaVolumeRange',
  'MediaTimeRange',
  'MediaPreviewThumbnail',
  'MediaPreviewTimeDisplay',
  'MediaPreviewChapterDisplay',
  'MediaTimeDisplay',
  'MediaTooltip',
  'MediaFullscreenButton',
  'MediaPipButton',
  'MediaCaptionsMenu',
  'MediaCaptionsMenuButton',
  'MediaPlaybackRateMenu',
  'MediaPlaybackRateMenuButton',
  'MediaRenditionMenu',
  'MediaRenditionMenuButton',
  'MediaChromeMenuItem',
];

let known: Promise<readonly string[]> | undefined;

/**
 * The styles that the elements of the player carry, as sources of a content security policy: the policy allows these
 * texts and no others. They are taken from the package, at the first page that shows a player.
 */
export function playerStyleHashes(): Promise<readonly string[]> {
  known ??= readHashes().catch((error: unknown) => {
    known = undefined;
    throw error;
  });
  return known;
}

async function readHashes(): Promise<readonly string[]> {
  const classes: Readonly<Record<string, unknown>> = {
    ...(await import('media-chrome')),
    ...(await import('media-chrome/menu')),
  };
  const hashes = elements.flatMap((name) => stylesOf(name, classes[name]).map(hashOf));
  return [...new Set(hashes)];
}

function stylesOf(name: string, element: unknown): string[] {
  const { getTemplateHTML } = element as { getTemplateHTML?: (attributes: object, props: object) => string };
  if (typeof getTemplateHTML !== 'function') throw new Error(`media-chrome has no element "${name}"`);
  // Called as a method: some build on that of their parent.
  const template = getTemplateHTML.call(element, {}, {});
  return [...template.matchAll(/<style[^>]*>([^]*?)<\/style>/g)].map(([, style = '']) => style);
}

function hashOf(style: string): string {
  return `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
}
