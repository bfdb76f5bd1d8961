/** A name and its value, as they came with a request or as they stand in a callback; names may repeat. */
export type Parameter = readonly [name: string, value: string];

/** What a callback says by itself. */
const calledNames = new Set([
  'domain',
  'upload_token',
  'replace_token',
  'photo_id',
  'tree_id',
  'token',
  'error_message',
]);

/** Parameters of the redeeming request that steer the request; OAuth and chunk parameters have their own patterns. */
const requestNames = new Set([
  'file',
  'upload_token',
  'replace_token',
  'format',
  'raw',
  'callback',
  'varname',
  'fields',
  'chunk_list',
]);
const requestPattern = /^(?:oauth_|resumable|flow[A-Z])/;

/** simple-uploader.js gives its chunk parameters everyday names: they count only when all of these came together. */
const plainChunkMarks = ['chunkNumber', 'chunkSize', 'totalSize', 'identifier'] as const;
const plainChunkNames = new Set<string>([
  ...plainChunkMarks,
  'currentChunkSize',
  'totalChunks',
  'filename',
  'relativePath',
]);

/**
 * The parameters that a callback repeats, in their order: those that neither belong to the upload protocol nor
 * could be mistaken for a parameter of the callback itself, however the application reads its query.
 */
export function repeatableExtras(parameters: readonly Parameter[]): Parameter[] {
  const names = new Set(parameters.map(([name]) => name));
  const hasPlainChunks = plainChunkMarks.every((mark) => names.has(mark));
  return parameters.filter(([name]) => {
    if (name === '' || requestNames.has(name) || requestPattern.test(name)) return false;
    if (hasPlainChunks && plainChunkNames.has(name)) return false;
    return !readAs(name).some((reading) => calledNames.has(reading));
  });
}

/**
 * The extra parameters of a token and of the requests that redeemed it, joined. A name that the application gave
 * belongs to the application: a browser cannot send another value along, which many frameworks would read instead.
 */
export function joinExtras(fromToken: readonly Parameter[], fromUpload: readonly Parameter[]): Parameter[] {
  const given = new Set(fromToken.flatMap(([name]) => readAs(name)));
  return [
    ...fromToken,
    ...fromUpload.filter(([name]) => !readAs(name).some((reading) => given.has(reading))),
  ];
}

/**
 * How applications may read a name. PHP turns spaces, dots and a lone `[` into `_`, drops leading spaces and stops
 * at NUL; many read `photo_id[]` as `photo_id`; ASP.NET ignores case. The last of two values usually wins there, so
 * that an extra `photo.id` from a browser would replace the `photo_id` that we vouch for.
 */
function readAs(name: string): [untilBracket: string, underscored: string] {
  const text = name.split('\0', 1)[0]?.trim().toLowerCase() ?? '';
  const untilBracket = text.split('[', 1)[0] ?? '';
  return [untilBracket.replaceAll(/[ .]/g, '_'), text.replaceAll(/[ .[]/g, '_')];
}

/** Whether a callback parameter is an extra one, which may be left out when there is no room. */
export function isExtra([name]: Parameter): boolean {
  return !calledNames.has(name);
}
