import { SingleBar } from 'cli-progress';
import type { PlannedRetry } from '../client/retry.ts';
import type { TransferProgress } from '../client/transfer-progress.ts';
import type { UploadedFile } from '../client/uploaded-file.ts';
import { humanBytes, humanDuration } from './human.ts';
import type { Output } from './output.ts';
import { toPrintable } from './printable.ts';

/** A file as the command line names it. */
export interface NamedFile {
  readonly path: string;
  readonly name: string;
  readonly size: number;
}

/** What is shown of the upload of one file. */
export interface UploadView {
  progress(progress: TransferProgress): void;
  retry(retry: PlannedRetry): void;
  completed(result: UploadedFile): void;
  failed(error: { readonly code: string; readonly message: string }): void;
}

const LINE_EVERY_MS = 10_000;
const EVENT_EVERY_MS = 1000;
const NAME_CHARACTERS = 32;

/** Events for programs, a bar on a terminal, and now and then a line everywhere else. */
export function createUploadView(file: NamedFile, output: Output): UploadView {
  if (output.isJson) return createEventView(file, output);
  const isTerminal = process.stderr.isTTY && process.env['TERM'] !== 'dumb';
  return isTerminal ? createBarView(file, output) : createLineView(file, output);
}

function createEventView({ path, size }: NamedFile, output: Output): UploadView {
  const isDue = createPace(EVENT_EVERY_MS);
  return {
    progress({ confirmedBytes, resumedBytes, bytesPerSecond, etaSeconds }) {
      if (!isDue() && confirmedBytes < size) return;
      output.event({
        event: 'progress',
        file: path,
        size,
        confirmed: confirmedBytes,
        resumed: resumedBytes,
        bytes_per_second: bytesPerSecond === undefined ? null : Math.round(bytesPerSecond),
        eta_seconds: etaSeconds === undefined ? null : Math.ceil(etaSeconds),
      });
    },
    retry({ error, inMs }) {
      output.event({
        event: 'retry',
        file: path,
        code: error.code,
        message: error.message,
        in_ms: Math.round(inMs),
      });
    },
    completed({ photoId, treeId, token }) {
      output.event({ event: 'completed', file: path, photo_id: photoId, tree_id: treeId, token });
    },
    failed({ code, message }) {
      output.event({ event: 'failed', file: path, code, message });
    },
  };
}

function createLineView({ name, size }: NamedFile, output: Output): UploadView {
  const isDue = createPace(LINE_EVERY_MS, performance.now());
  return {
    progress(progress) {
      if (isDue()) output.note(`${name}: ${describeProgress(progress)}`);
    },
    retry({ error, inMs }) {
      output.note(`${name}: ${error.message} Trying again in ${humanDuration(inMs / 1000)}.`);
    },
    ...createEndView({ name, size }, output),
  };
}

function createBarView({ name, size }: NamedFile, output: Output): UploadView {
  const bar = new SingleBar({
    stream: process.stderr,
    format: '{name} {bar} {state}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    linewrap: false,
    emptyOnZero: true,
  });
  const shownName = shorten(toPrintable(name));
  const total = Math.max(size, 1);
  bar.start(total, 0, { name: shownName, state: '' });
  const ending = createEndView({ name, size }, output);
  return {
    progress(progress) {
      bar.update(progress.confirmedBytes, { name: shownName, state: describeProgress(progress) });
    },
    retry({ error, inMs }) {
      const state = `${toPrintable(error.message)} Trying again in ${humanDuration(inMs / 1000)}.`;
      bar.update({ name: shownName, state });
    },
    completed(result) {
      bar.update(total);
      bar.stop();
      ending.completed(result);
    },
    failed(error) {
      bar.stop();
      ending.failed(error);
    },
  };
}

function createEndView(
  { name, size }: { readonly name: string; readonly size: number },
  output: Output,
): Pick<UploadView, 'completed' | 'failed'> {
  return {
    completed: ({ photoId, treeId, token }) =>
      output.result(() => `${name} (${humanBytes(size)}) is item ${photoId}.`, {
        photo_id: photoId,
        tree_id: treeId,
        token,
      }),
    failed: ({ code, message }) => output.failure({ code, message: `${name}: ${message}` }),
  };
}

function describeProgress({
  confirmedBytes,
  totalBytes,
  bytesPerSecond,
  etaSeconds,
}: TransferProgress): string {
  const share = totalBytes === 0 ? 100 : Math.floor((confirmedBytes / totalBytes) * 100);
  const speed = bytesPerSecond === undefined ? '' : `, ${humanBytes(bytesPerSecond)}/s`;
  const isRunning = etaSeconds !== undefined && confirmedBytes < totalBytes;
  const eta = isRunning ? `, ${humanDuration(etaSeconds)} left` : '';
  return `${share} % of ${humanBytes(totalBytes)}${speed}${eta}`;
}

function shorten(name: string): string {
  return name.length > NAME_CHARACTERS ? `${name.slice(0, NAME_CHARACTERS - 1)}…` : name;
}

/** Says yes at most once in `everyMs`. */
function createPace(everyMs: number, startedAt = Number.NEGATIVE_INFINITY): () => boolean {
  let lastAt = startedAt;
  return () => {
    const now = performance.now();
    if (now - lastAt < everyMs) return false;
    lastAt = now;
    return true;
  };
}
