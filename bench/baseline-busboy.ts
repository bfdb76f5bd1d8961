// What people write today: a busboy handler that streams each chunk to its place in the file. No token, no record of
// ranges, no sync: it does less than Slipway, and stands beside it for comparison.
import { closeSync, createWriteStream, mkdirSync, openSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import Busboy from '@fastify/busboy';

const dataDir = process.env.DATA_DIR ?? '';
mkdirSync(dataDir, { recursive: true });

const server = createServer((request, response) => {
  const query = new URLSearchParams(request.url?.split('?')[1]);
  const name = (query.get('resumableIdentifier') ?? '').replaceAll(/[^\w-]/g, '');
  const start = (Number(query.get('resumableChunkNumber')) - 1) * Number(query.get('resumableChunkSize'));
  const form = new Busboy.Busboy({ headers: request.headers as { 'content-type': string } });
  form.on('file', (_field, stream) => {
    closeSync(openSync(join(dataDir, name), 'a'));
    const target = createWriteStream(join(dataDir, name), { flags: 'r+', start });
    stream.pipe(target).on('close', () => response.end('ok'));
  });
  request.pipe(form);
});
server.listen(Number(process.env.PORT), '127.0.0.1');
