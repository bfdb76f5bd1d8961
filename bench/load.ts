// Sends one workload to a server as Resumable.js does (multipart, parameters in the URL and in the form) and prints
// figures as JSON. Its own process, so that its CPU time is not the server's.
import { connect, type Socket } from 'node:net';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    tokens: { type: 'string' },
    files: { type: 'string' },
    'file-bytes': { type: 'string' },
    'chunk-bytes': { type: 'string' },
    connections: { type: 'string' },
    prefix: { type: 'string', default: 'bench' },
  },
});
const url = new URL(values.url ?? '');
const tokens = (values.tokens ?? '').split(',');
const files = Number(values.files);
const fileBytes = Number(values['file-bytes']);
const chunkBytes = Number(values['chunk-bytes']) || fileBytes;
const connections = Number(values.connections);

const BOUNDARY = '----SlipwayBenchBoundary7MA4YWxkTrZu0gW';
const payload = Buffer.alloc(chunkBytes * 2);
for (let i = 0; i < payload.length; i += 4096)
  payload.writeDoubleLE(Math.sin(i), Math.min(i, payload.length - 8));

const latenciesMs: number[] = [];
const statuses: Record<string, number> = {};
let lastChunkMs = 0;
let nextFile = 0;

function chunkHead(
  file: number,
  number: number,
  count: number,
  length: number,
): { head: Buffer; tail: Buffer } {
  const parameters: Array<[string, string]> = [
    ['resumableChunkNumber', String(number)],
    ['resumableChunkSize', String(chunkBytes)],
    ['resumableCurrentChunkSize', String(length)],
    ['resumableTotalSize', String(fileBytes)],
    ['resumableType', 'video/mp4'],
    ['resumableIdentifier', `${fileBytes}-${values.prefix}-${file}`],
    ['resumableFilename', `${values.prefix}-${file}.bin`],
    ['resumableRelativePath', `${values.prefix}-${file}.bin`],
    ['resumableTotalChunks', String(count)],
    ['upload_token', tokens[file % tokens.length] ?? ''],
  ];
  const fields = parameters
    .map(
      ([name, value]) =>
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join('');
  const part = `${fields}--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${values.prefix}-${file}.bin"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const tail = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
  const path = `${url.pathname}?${new URLSearchParams(parameters).toString()}`;
  const contentLength = Buffer.byteLength(part) + length + tail.length;
  const head = `POST ${path} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: multipart/form-data; boundary=${BOUNDARY}\r\nContent-Length: ${contentLength}\r\n\r\n`;
  return { head: Buffer.from(head + part), tail };
}

function openSocket(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true }, () =>
      resolve(socket),
    );
    socket.on('error', reject);
  });
}

/** Sends one request and resolves once its whole answer is here. */
function roundTrip(socket: Socket, pieces: readonly Buffer[]): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let answer = '';
  const onData = (bytes: Buffer) => {
    answer += bytes.toString('latin1');
    const end = answer.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(answer.slice(0, end))?.[1] ?? 0);
    if (answer.length < end + 4 + length) return;
    socket.off('data', onData);
    socket.off('close', onClose);
    resolve(Number(answer.slice(9, 12)));
  };
  const onClose = () => reject(new Error('the server closed the connection'));
  socket.on('data', onData);
  socket.on('close', onClose);
  socket.cork();
  for (const piece of pieces) socket.write(piece);
  socket.uncork();
  return promise;
}

async function sendFiles(): Promise<void> {
  const socket = await openSocket();
  for (let file = nextFile++; file < files; file = nextFile++) {
    const count = Math.max(1, Math.floor(fileBytes / chunkBytes));
    for (let number = 1; number <= count; number += 1) {
      const start = (number - 1) * chunkBytes;
      const length = number === count ? fileBytes - start : chunkBytes;
      const { head, tail } = chunkHead(file, number, count, length);
      const startedAt = performance.now();
      const status = await roundTrip(socket, [head, payload.subarray(0, length), tail]);
      lastChunkMs = performance.now() - startedAt;
      latenciesMs.push(lastChunkMs);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  }
  socket.destroy();
}

const startedAt = performance.now();
await Promise.all(Array.from({ length: connections }, sendFiles));
const wallSec = (performance.now() - startedAt) / 1000;
latenciesMs.sort((a, b) => a - b);
const quantile = (q: number) =>
  latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * q))];
console.log(
  JSON.stringify({
    wallSec,
    bytes: files * fileBytes,
    requests: latenciesMs.length,
    statuses,
    latencyMs: { p50: quantile(0.5), p99: quantile(0.99) },
    lastChunkMs,
  }),
);
