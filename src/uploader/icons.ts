const NAMESPACE = 'http://www.w3.org/2000/svg';

const paths = {
  upload: 'M12 16V5m0 0L7.5 9.5M12 5l4.5 4.5M4 16v2.5A1.5 1.5 0 0 0 5.5 20h13a1.5 1.5 0 0 0 1.5-1.5V16',
  video: 'M4 6.5h11v11H4zM15 10.5l5-3v9l-5-3',
  image: 'M4 5h16v14H4zM4 16l4.5-4.5L13 16l3-3 4 4M15.5 8.5v.01',
  audio:
    'M9 17.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Zm0 0V5l11-2v12.5M20 15.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Z',
  file: 'M6 3h8l5 5v13H6zM14 3v5h5',
  pause: 'M8.5 5.5v13M15.5 5.5v13',
  resume: 'M8 5l11 7-11 7z',
  retry: 'M19 12a7 7 0 1 1-2-4.9M19 4v4h-4',
  cancel: 'M6 6l12 12M18 6L6 18',
  done: 'M5 12.5l4.5 4.5L19 7.5',
  failed: 'M12 7v6m0 4v.01M12 3l10 18H2z',
  give: 'M4 7V5h6l2 2h8v12H4z',
} as const;

export type IconName = keyof typeof paths;

/** A drawing of 24 by 24 in the colour of the text around it, for eyes only. */
export function makeIcon(name: IconName): SVGSVGElement {
  const icon = document.createElementNS(NAMESPACE, 'svg');
  const path = document.createElementNS(NAMESPACE, 'path');
  icon.setAttribute('viewBox', '0 0 24 24');
  icon.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', paths[name]);
  icon.append(path);
  return icon;
}

/** The drawing for a type of file. */
export function iconOfType(type: string): IconName {
  const family = type.split('/', 1)[0];
  return family === 'video' || family === 'image' || family === 'audio' ? family : 'file';
}
