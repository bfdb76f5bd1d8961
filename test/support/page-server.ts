import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { lateBound } from './suite.ts';

/** Client libraries that a page can bring. */
export type Library = 'resumable' | 'flow' | 'uploader';

const scripts: Readonly<Record<string, string>> = {
  '/resumable.js': 'node_modules/resumablejs/resumable.js',
  '/flow.js': 'node_modules/@flowjs/flow.js/dist/flow.js',
  '/uploader.js': 'node_modules/simple-uploader.js/dist/uploader.js',
  '/driver.js': 'test/support/pages/driver.js',
};

/** Serves the pages of an application, on another origin than the server under test. */
export interface PageServer {
  /** A page with a client library and two file inputs. */
  libraryPage(library: Library): string;
  /** A page without anything. */
  emptyPage(): string;
  /** A page with a plain upload form that goes to `action`. `fields` come before the file, `late` after it. */
  formPage(
    action: string,
    fields: Readonly<Record<string, string>>,
    late?: Readonly<Record<string, string>>,
  ): string;
}

/** Runs a page server for the tests of a file. */
export function usePageServer(): PageServer {
  const forms = new Map<string, string>();
  let origin = '';
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname;
    const page = forms.get(path) ?? libraryPages[path];
    if (page !== undefined) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
      return;
    }
    const script = scripts[path];
    if (script === undefined) {
      response.writeHead(404).end();
      return;
    }
    void readFile(resolve(script)).then((text) =>
      response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(text),
    );
  });
  beforeAll(async () => {
    await new Promise<void>((done) => {
      server.listen(0, '127.0.0.1', done);
    });
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return lateBound(() => ({
    libraryPage: (library) => `${origin}/${library}`,
    emptyPage: () => `${origin}/empty`,
    formPage(action, fields, late = {}) {
      const path = `/form-${forms.size + 1}`;
      forms.set(path, formHtml(action, fields, late));
      return origin + path;
    },
  }));
}

const libraryPages: Readonly<Record<string, string>> = {
  '/empty': '<!doctype html><meta charset="utf-8"><title>Page</title>',
  ...Object.fromEntries(
    (['resumable', 'flow', 'uploader'] as const).map((library) => [
      `/${library}`,
      [
        '<!doctype html><meta charset="utf-8"><title>Upload</title>',
        '<input type="file" multiple id="files"><input type="file" webkitdirectory id="folder">',
        `<script src="/${library}.js"></script><script src="/driver.js"></script>`,
      ].join('\n'),
    ]),
  ),
};

function formHtml(
  action: string,
  fields: Readonly<Record<string, string>>,
  late: Readonly<Record<string, string>>,
): string {
  const hidden = (all: Readonly<Record<string, string>>) =>
    Object.entries(all).map(
      ([name, value]) => `<input type="hidden" name="${quote(name)}" value="${quote(value)}">`,
    );
  return [
    '<!doctype html><meta charset="utf-8"><title>Upload</title>',
    `<form method="post" enctype="multipart/form-data" action="${quote(action)}">`,
    ...hidden(fields),
    '<input type="file" name="file" id="files">',
    ...hidden(late),
    '<button>Send</button>',
    '</form>',
  ].join('\n');
}

function quote(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}
