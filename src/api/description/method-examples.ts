import { passingEvents } from '../../events/passing-events.ts';
import { type DescribedMethod, levelOf } from '../declaration.ts';
import type { ApiVersion } from '../fields.ts';
import { exampleSite } from '../objects/examples.ts';
import { type Presentation, presentAnswer } from '../presentation.ts';
import { prettyJson, prettyXml } from './pretty-text.ts';

/** An example of an answer in one of the forms. */
export interface AnswerExample {
  readonly form: 'Version 1, XML' | 'Version 1, JSON' | 'Version 2, JSON' | 'Server-sent events';
  /** What the server writes, with line breaks added for reading. */
  readonly text: string;
}

/** The beginning of a stream. */
export const exampleStream = [
  'id: evt_1207_mvxs2o00',
  'event: stream.ready',
  'data: {"type":"stream.ready","timestamp":"2026-11-01T12:00:00.000Z","data":{"resumed_p":false}}',
  '',
  'event: upload.progress',
  `data: ${JSON.stringify({ type: 'upload.progress', timestamp: '2026-11-01T12:00:01.000Z', data: passingEvents['upload.progress'].example })}`,
  '',
  '',
].join('\n');

/** The example answer of a method in every form that it has; none of one that answers with a file. */
export function exampleAnswers(method: DescribedMethod): AnswerExample[] {
  if (method.fileType) return [];
  if (method.isStream) return [{ form: 'Server-sent events', text: exampleStream }];
  const version1: AnswerExample[] = [
    { form: 'Version 1, XML', text: prettyXml(present(method, 1, { form: 'xml' })) },
    {
      form: 'Version 1, JSON',
      text: prettyJson(present(method, 1, { form: 'script', wrapper: { kind: 'raw' } })),
    },
  ];
  return [
    ...(method.versions.includes(1) ? version1 : []),
    ...(method.versions.includes(2)
      ? [
          {
            form: 'Version 2, JSON',
            text: prettyJson(present(method, 2, { form: 'version2', reading: {} })),
          } as const,
        ]
      : []),
  ];
}

function present(method: DescribedMethod, version: ApiVersion, presentation: Presentation): string {
  const endpoint = addressOf(method, version);
  const context = { level: levelOf(method, version), endpoint, site: exampleSite };
  return presentAnswer(presentation, method.example.toWire(version), method.v1, context).body;
}

/** A call with curl, for a shell in which `SLIPWAY_URL` and `SLIPWAY_KEY` are set. */
export function exampleCall(method: DescribedMethod, version: ApiVersion): string {
  const parameters = Object.entries(method.example.parameters);
  const level = levelOf(method, version);
  const isOpen = level === 'none' || level === 'anonymous';
  const key = isOpen ? '' : ' -H "Authorization: Bearer $SLIPWAY_KEY"';
  const address = `$SLIPWAY_URL${addressOf(method, version)}`;
  const program = method.isStream ? 'curl -N' : 'curl';
  if (method.door) {
    const fields = parameters.map(([name, value]) => ` -F ${shellQuote(`${name}=${value}`)}`);
    return `curl${key}${fields.join('')} -F ${method.door.file.name}=@holiday.mp4 "${address}"`;
  }
  if (method.httpMethods[version]?.[0] === 'POST') {
    const fields = parameters.map(([name, value]) => ` --data-urlencode ${shellQuote(`${name}=${value}`)}`);
    return `curl${key}${fields.length === 0 ? ' -X POST' : fields.join('')} "${address}"`;
  }
  const query = new URLSearchParams(parameters).toString();
  return `${program}${key} "${address}${query === '' ? '' : `?${query}`}"`;
}

/** `/api/2/photo/list` */
export function addressOf(method: Pick<DescribedMethod, 'path'>, version: ApiVersion): string {
  return version === 1 ? `/api/${method.path}` : `/api/2/${method.path}`;
}

function shellQuote(text: string): string {
  return /^[\w=./,:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
