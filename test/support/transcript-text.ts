import type { RecordedExchange, RecordedMessage } from './recording-proxy.ts';

/** Headers that say something about a client or an answer; the rest is the business of HTTP. */
const SHOWN = new Set(
  'host user-agent authorization content-type expect origin range location www-authenticate retry-after access-control-allow-origin allow'.split(
    ' ',
  ),
);
const MAX_BODY_CHARACTERS = 700;
const MAX_LINE_CHARACTERS = 160;

/** One client's calls as a page that people read. Secrets and whatever differs from run to run are left out. */
export function renderTranscript(
  title: string,
  about: string,
  calls: ReadonlyArray<readonly [what: string, exchanges: readonly RecordedExchange[]]>,
): string {
  const sections = calls.map(([what, exchanges]) =>
    [`## ${what}`, ...exchanges.map((exchange) => `\`\`\`http\n${exchangeText(exchange)}\n\`\`\``)].join(
      '\n\n',
    ),
  );
  return `${[`# ${title}`, NOTE, about, ...sections].join('\n\n')}\n`;
}

const NOTE = '<!-- Recorded from a real run by test/acceptance/transcripts.test.ts. -->';

/**
 * Methods, paths and statuses of a transcript, one a line: what must stay as it is. Without preflights, which browsers
 * send or remember as they like.
 */
export function outlineOf(transcript: string): string[] {
  const exchanges = transcript.replaceAll(/```http\nOPTIONS [\s\S]*?```/g, '');
  const lines = exchanges.split('\n').filter((line) => /^(?:[A-Z]+ \/|HTTP\/1\.1 \d|## )/.test(line));
  return lines.map((line) => line.replace(/\?.*/, ''));
}

function exchangeText({ method, target, request, status, answer }: RecordedExchange): string {
  const lines = [
    cut(mask(`${method} ${target}`)),
    ...headerLines(request),
    ...bodyLines(request),
    '',
    `HTTP/1.1 ${status}`,
    ...headerLines(answer),
    ...bodyLines(answer),
  ];
  return lines.join('\n');
}

function headerLines({ headers }: RecordedMessage): string[] {
  return headers
    .filter(([name]) => SHOWN.has(name.toLowerCase()))
    .map(([name, value]) => cut(`${name}: ${maskHeader(name.toLowerCase(), value)}`));
}

function maskHeader(name: string, value: string): string {
  if (name === 'authorization') {
    const fixed = /="(?:undefined|HMAC-SHA1|1\.0|)"$/;
    const oauth = value.replaceAll(/\w+="[^"]*"/g, (pair) =>
      fixed.test(pair) ? pair : pair.replace(/="[^"]*"/, '="…"'),
    );
    return oauth.replace(/^Bearer .*/, 'Bearer …');
  }
  if (name === 'user-agent')
    return value.startsWith('Mozilla') ? 'Mozilla/5.0 (Chromium)' : value.replace(/\/.*/, '');
  return mask(value.replace(/boundary=.*/, 'boundary=…'));
}

function bodyLines({ headers, body }: RecordedMessage): string[] {
  if (body.length === 0) return [];
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  if (type.startsWith('multipart/form-data')) return ['', ...formLines(body, type)];
  if (!/text|json|xml|urlencoded|javascript/.test(type)) return ['', `(${body.length} bytes)`];
  const isForm = type.includes('urlencoded');
  const text = mask(isForm ? decode(body.toString()) : body.toString());
  const shown = text.length > MAX_BODY_CHARACTERS ? `${text.slice(0, MAX_BODY_CHARACTERS)} …` : text;
  return ['', shown];
}

/** Each part of a form in one line; the bytes of a file are only counted. */
function formLines(body: Buffer, type: string): string[] {
  const boundary = /boundary="?([^";]+)/.exec(type)?.[1] ?? '';
  const parts = body.toString('latin1').split(`--${boundary}`).slice(1, -1);
  return parts.map((part) => {
    const end = part.indexOf('\r\n\r\n');
    const head = Buffer.from(part.slice(0, end), 'latin1').toString();
    const content = part.slice(end + 4).replace(/\r\n$/, '');
    const name = /\bname="([^"]*)"/.exec(head)?.[1] ?? '';
    const filename = /filename="([^"]*)"/.exec(head)?.[1];
    if (filename !== undefined) return `(part ${name}; filename="${filename}": ${content.length} bytes)`;
    return cut(mask(`(part ${name}) ${Buffer.from(content, 'latin1').toString()}`));
  });
}

/** Leaves out secrets, times, and the addresses of this machine. */
function mask(text: string): string {
  return text
    .replaceAll(/(?<=127\.0\.0\.1|localhost):\d+/g, '')
    .replaceAll(/(?<![A-Za-z0-9])(?=[A-Za-z]*\d)[0-9A-Za-z]{16,}(?![0-9A-Za-z])/g, '…')
    .replaceAll(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d/g, 'YYYY-MM-DD hh:mm:ss')
    .replaceAll(/(_date__date"?[:=]\s?")[^"]*/g, '$1…')
    .replaceAll(/(_date__time"?[:=]\s?")[^"]*/g, '$1…')
    .replaceAll(/(_epoch"?[:=]\s?"?|valid_until"?[:=>]\s?"?)\d{10}/g, '$1…')
    .replaceAll(/((?:photo|tree)_id"?[:=>]\s?"?)\d+/g, '$1…')
    .replaceAll(/callback=(\w+?)_\d{6,}/g, 'callback=$1');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function cut(line: string): string {
  return line.length > MAX_LINE_CHARACTERS ? `${line.slice(0, MAX_LINE_CHARACTERS)} …` : line;
}
