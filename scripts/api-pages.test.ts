import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apiDoors } from '../src/api/doors/described-doors.ts';
import { apiStreams } from '../src/api/streams/described-streams.ts';
import { apiErrors } from '../src/api/errors.ts';
import { apiMethods } from '../src/api/method-list.ts';
import { apiPages, findTests } from './api-pages.ts';

const methods = [...apiMethods, ...apiDoors, ...apiStreams];
const paths = methods.map(({ path }) => path);
const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs/reference/api');
const files = await readdir(folder);
const pages = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
const overview = await readFile(join(root, 'docs/reference/api.md'), 'utf8');
const [, tables = ''] = overview.split('## Methods');
const [methodTable = '', rest = ''] = tables.split('## Errors');
const [errorTable = '', testTable = ''] = rest.split('## Which test checks what');

describe('the pages of the API', () => {
  it('have a section for every method, and none for a method that does not exist', () => {
    const sections = pages.flatMap((page) => [...page.matchAll(/^## (.+)$/gm)].map((match) => match[1]));
    expect(new Set(sections)).toEqual(new Set(paths));
    expect(sections).toHaveLength(paths.length);
  });

  it('are all made from the declarations: no file is left of a kind of object that is gone', () => {
    const made = apiPages.map(({ path }) => path).filter((path) => path.startsWith('docs/reference/api/'));
    expect(new Set(files.map((file) => `docs/reference/api/${file}`))).toEqual(new Set(made));
  });

  it('list every method once, with a link that leads to its section', () => {
    const rows = [...methodTable.matchAll(/^\| \[([^\]]+)\]\(api\/([^#]+)#([^)]+)\)/gm)];
    expect(rows).toHaveLength(paths.length);
    expect(new Set(rows.map((row) => row[1]))).toEqual(new Set(paths));
    for (const [, path = '', file = '', anchor] of rows) {
      const page = pages[files.indexOf(file)] ?? '';
      expect(page).toContain(`## ${path}\n`);
      expect(path.replaceAll('/', '')).toBe(anchor);
    }
  });

  it('list every error code and no other', () => {
    const codes = [...errorTable.matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1]);
    expect(codes).toEqual(Object.keys(apiErrors));
  });
});

describe('the table of tests', () => {
  const rows = testTable.split('\n').filter((line) => line.startsWith('| ') && line.includes('/'));

  it('has a row for every method, with a mark for every form that it has', () => {
    for (const { path, versions } of methods) {
      const row = rows.find((line) => line.startsWith(`| ${path} |`)) ?? '';
      const [, , xml, json, second] = row.split('|').map((part) => part.trim());
      const first = versions.includes(1) ? '✓' : '–';
      expect([path, xml, json, second]).toEqual([path, first, first, versions.includes(2) ? '✓' : '–']);
    }
  });

  it.each(methods.map((method) => [method.path, method] as const))(
    'names a test of what %s does, which is there and speaks of it',
    async (path, { door }) => {
      const found = findTests(path);
      expect(found.length).toBeGreaterThan(door ? -1 : 0);
      for (const file of found) expect(await readFile(join(root, file), 'utf8')).toContain(path);
      const row = testTable.split('\n').find((line) => line.startsWith(`| ${path} |`)) ?? '';
      for (const file of found) expect(row).toContain(`(../../${file})`);
    },
  );
});
