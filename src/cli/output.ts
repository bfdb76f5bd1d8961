import { toPrintableLines } from './printable.ts';

/** Where a command writes. Results go to the standard output, everything else to the standard error. */
export interface Output {
  /** Whether programs read along: then results are JSON and nothing else is written. */
  readonly isJson: boolean;
  /** A result: text for people, which is only made for them, or a document for programs. */
  result(text: () => string, document: object): void;
  /** One line of a stream of events; for programs only. */
  event(document: object): void;
  /** A remark for people. */
  note(text: string): void;
  /** Why the command has failed. */
  failure(error: { readonly code: string; readonly message: string }): void;
}

/** Writes to the standard streams of the process. */
export function createOutput(isJson: boolean): Output {
  const toStdout = (text: string) => process.stdout.write(`${text}\n`);
  const toStderr = (text: string) => process.stderr.write(`${toPrintableLines(text)}\n`);
  return {
    isJson,
    result: (text, document) => toStdout(isJson ? JSON.stringify(document) : toPrintableLines(text())),
    event: (document) => {
      if (isJson) toStdout(JSON.stringify(document));
    },
    note: (text) => {
      if (!isJson) toStderr(text);
    },
    failure: ({ code, message }) => {
      if (isJson) toStdout(JSON.stringify({ status: 'error', code, message }));
      else toStderr(message);
    },
  };
}
