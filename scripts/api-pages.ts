import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DescribedMethod } from '../src/api/declaration.ts';
import { type FieldRow, type MethodReference } from '../src/api/description/method-reference.ts';
import { groupMethods, type MethodGroup } from '../src/api/description/reference-page.ts';
import { apiDoors } from '../src/api/doors/described-doors.ts';
import { apiStreams } from '../src/api/streams/described-streams.ts';
import { apiErrors } from '../src/api/errors.ts';
import { apiMethods } from '../src/api/method-list.ts';

const root = join(import.meta.dirname, '..');
const methods: readonly DescribedMethod[] = [...apiMethods, ...apiDoors, ...apiStreams];

/** A page of the reference of the API: its path from the root of the project, and its text. */
export interface ApiPage {
  readonly path: string;
  render(): string;
}

/** The overview, and one page for each kind of object. */
export const apiPages: readonly ApiPage[] = [
  { path: 'docs/reference/api.md', render: renderOverview },
  ...groupMethods(methods).map((group) => ({
    path: `docs/reference/api/${group.name}.md`,
    render: () => renderGroup(group),
  })),
];

/** Checks every method in every form that it has. */
const CONTRACT = 'test/contract/api-forms.test.ts';

function renderOverview(): string {
  return `# The API

<!-- Made by "npm run docs" from the declarations in src/api. Change them there. -->

The server shows the same as a page of its own at \`/docs/api\`, and describes version 2 as OpenAPI 3.1 at
\`/api/2/openapi.json\`.

- \`/api/…\` is version 1: XML, or JavaScript with \`format=json\` (\`var visual = {…}\`; \`varname\`, \`callback\`, \`raw\`). Errors
  have the status 200, except 405 and 503.
- \`/api/2/…\` is version 2: JSON with typed values in \`data\`, and a status for every error. \`fields\` chooses fields,
  \`callback\` makes it a script.
- Methods answer to GET, with parameters in the query, and to POST, with parameters in a form. On POST the query is not read,
  except by upload routes.
- \`Authorization: Bearer\` carries a key, or the request is signed; see [Authentication](../guides/authentication.md). Levels,
  each including those before it: \`none\`, \`anonymous\`, \`read\`, \`write\`, \`admin\`, \`super\`.

## Methods

| Method | What it does | Version 1 | Version 2 | Level |
| --- | --- | --- | --- | --- |
${groupMethods(methods)
  .flatMap(({ name, methods: members }) => members.map((method) => methodRow(name, method)))
  .join('\n')}

## Errors

| Code | Version 2 | Meaning |
| --- | --: | --- |
${Object.entries(apiErrors)
  .map(([code, { status, help }]) => `| \`${code}\` | ${status} | ${cell(help)} |`)
  .join('\n')}

## Which test checks what

Every method is checked in every form that it has by [api-forms](../../${CONTRACT}) (the example answer, read back by strict
parsers), with bad input by [api-bad-input](../../test/contract/api-bad-input.test.ts), and version 2 against the OpenAPI
document by [api-description](../../test/contract/api-description.test.ts). Upload routes have suites of their own in
[test/acceptance](../../test/acceptance/COVERAGE.md). The last column names the tests of what the method does.

| Method | Version 1, XML | Version 1, JSON | Version 2 | Tests of its own |
| --- | :-: | :-: | :-: | --- |
${methods.map(testRow).join('\n')}
`;
}

function methodRow(group: string, { path, summary, addresses }: MethodReference): string {
  const of = (version: 1 | 2) => addresses.find((address) => address.version === version);
  const httpMethods = (version: 1 | 2) => of(version)?.httpMethods.join(', ') ?? '–';
  const levels = [...new Set(addresses.map(({ level }) => level))].join(' / ');
  return `| [${path}](api/${group}.md#${anchorOf(path)}) | ${cell(summary)} | ${httpMethods(1)} | ${httpMethods(2)} | ${levels} |`;
}

function testRow(method: DescribedMethod): string {
  const mark = (version: 1 | 2) => (method.versions.includes(version) ? '✓' : '–');
  const own = findTests(method.path).map(
    (file) => `[${file.split('/').at(-1)?.replace('.test.ts', '')}](../../${file})`,
  );
  return `| ${method.path} | ${mark(1)} | ${mark(1)} | ${mark(2)} | ${own.join(', ')} |`;
}

/** Test files that name the method: as a path, or as what a support function calls. */
export function findTests(path: string): string[] {
  const escaped = path.replaceAll('/', String.raw`\/`);
  const pattern = new RegExp(`(?:['"\`]|/api/(?:2/)?)${escaped}(?=['"\`?])`);
  return testSources().flatMap(([file, source]) => (pattern.test(source) ? [file] : []));
}

let sources: ReadonlyArray<readonly [file: string, source: string]> | undefined;

/** The tests beside the code of the API, and the black-box suites. */
function testSources(): ReadonlyArray<readonly [file: string, source: string]> {
  sources ??= ['src/api', 'test/acceptance'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts') && !/^description|method-list/.test(name))
      .toSorted()
      .map((name) => [`${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8')] as const),
  );
  return sources;
}

function renderGroup({ name, methods: members }: MethodGroup): string {
  return `# API: ${name}

<!-- Made by "npm run docs" from the declarations in src/api. Change them there. -->

[All methods](../api.md)

${members.map(renderMethod).join('\n\n')}
`;
}

function renderMethod(method: MethodReference): string {
  const { path, summary, addresses, changesState, examples, calls } = method;
  const versions = addresses.map(
    ({ version, url, httpMethods, level }) =>
      `- Version ${version}: ${httpMethods.join(' or ')} \`${url}\`, level \`${level}\``,
  );
  return [
    `## ${path}`,
    summary,
    [...versions, `- ${changesState ? 'Changes something' : 'Changes nothing'}`].join('\n'),
    ...renderParameters(method),
    ...renderAnswer(method),
    ...renderErrors(method),
    `\`\`\`sh\n${calls.map(({ text }) => text).join('\n')}\n\`\`\``,
    ...examples.map(
      ({ form, text }) =>
        `<details><summary>${form}</summary>\n\n\`\`\`${form.endsWith('XML') ? 'xml' : 'json'}\n${text}\n\`\`\`\n\n</details>`,
    ),
  ].join('\n\n');
}

function renderParameters({ parameters, file }: MethodReference): string[] {
  if (parameters.length === 0 && !file) return [];
  const rows = parameters.map(({ name, help, values, isRequired, versions }) => {
    const marks = [...(isRequired ? ['required'] : []), ...onlyIn(versions)];
    return `| \`${name}\`${marks.length === 0 ? '' : ` (${marks.join(', ')})`} | ${cell(values.join('; '))} | ${cell(help)} |`;
  });
  const fileRow = file ? [`| \`${file.name}\` | a file, in a multipart form | ${cell(file.help)} |`] : [];
  return [`| Parameter | Value | What it does |\n| --- | --- | --- |\n${[...rows, ...fileRow].join('\n')}`];
}

function renderAnswer({ fields, isList, isStream, hasOpenFields, answers }: MethodReference): string[] {
  const doors =
    answers.length === 0
      ? []
      : [
          `| Answer | When |\n| --- | --- |\n${answers.map(({ to, status, when }) => `| ${to}: ${status} | ${cell(when)} |`).join('\n')}`,
        ];
  if (isStream) return ['The answer is a [stream of events](../../guides/live-updates.md).'];
  if (hasOpenFields) return [...doors, 'The fields of the answer depend on the request.'];
  if (fields.length === 0) return [...doors, 'The answer is an empty object and a message.'];
  return [
    ...doors,
    `The answer is ${isList ? 'a list of objects' : 'an object'}:`,
    `| Field | Type | What it is |\n| --- | --- | --- |\n${fieldRows(fields, '').join('\n')}`,
  ];
}

function fieldRows(fields: readonly FieldRow[], prefix: string): string[] {
  return fields.flatMap(({ name, type, help, versions, isOptional, fields: inner }) => {
    const marks = [...(isOptional ? ['not for everybody'] : []), ...onlyIn(versions)];
    const row = `| \`${prefix}${name}\`${marks.length === 0 ? '' : ` (${marks.join(', ')})`} | ${cell(type)} | ${cell(help)} |`;
    return [row, ...fieldRows(inner, `${prefix}${name}[].`)];
  });
}

function renderErrors({ errors }: MethodReference): string[] {
  if (errors.length === 0) return [];
  return [`Errors of its own: ${errors.map(({ code, status }) => `\`${code}\` (${status})`).join(', ')}.`];
}

function onlyIn(versions: readonly number[]): string[] {
  return versions.length === 1 ? [`version ${versions[0]}`] : [];
}

/** As GitHub makes it of a heading. */
function anchorOf(path: string): string {
  return path.toLowerCase().replaceAll(/[^\w-]/g, '');
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replaceAll('\n', ' ');
}
