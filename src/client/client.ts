import { type ApiAnswer, type ApiCall, type ClientOptions, createApiCall } from './api-call.ts';
import { type Api, methodTable } from './generated/methods.ts';
import type { Page } from './page.ts';
import type { ParameterValues } from './parameters.ts';

export { ClientError } from './client-error.ts';

/**
 * The API of a Slipway: `client.photo.list({ size: 5 })` calls `photo/list`. Every method fails with `ClientError`; none
 * is repeated by itself.
 */
export interface Client extends Api {
  /** Calls any method by its path, with any parameters: those of your own come back in callbacks. */
  readonly call: ApiCall;
}

/** How a method is called. */
interface MethodEntry {
  readonly httpMethod: 'GET' | 'POST';
  readonly path: string;
  readonly answer: 'object' | 'list' | 'nothing';
  /** Parameters that may be sent several times. */
  readonly repeated?: readonly string[];
}

interface MethodTable {
  readonly [name: string]: MethodEntry | MethodTable;
}

/** Makes a client. It needs nothing but `fetch`, so it runs in Node.js and in browsers. */
export function createClient(options: ClientOptions): Client {
  const call = createApiCall(options);
  return { ...(bindMethods(methodTable, call) as unknown as Api), call };
}

function bindMethods(table: MethodTable, call: ApiCall): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(table).map(([name, entry]) => [
      name,
      isEntry(entry) ? bindMethod(entry, call) : bindMethods(entry, call),
    ]),
  );
}

function isEntry(entry: MethodEntry | MethodTable): entry is MethodEntry {
  return typeof entry['httpMethod'] === 'string';
}

function bindMethod({ httpMethod, path, answer, repeated }: MethodEntry, call: ApiCall) {
  return async (parameters: ParameterValues = {}): Promise<unknown> => {
    const received = await call(httpMethod, path, parameters, repeated);
    if (answer === 'nothing') return undefined;
    return answer === 'list' ? toPage(received) : received.data;
  };
}

function toPage(answer: ApiAnswer): Page<unknown> {
  const items: readonly unknown[] = Array.isArray(answer.data) ? answer.data : [];
  return { items, size: answer.size ?? items.length, totalCount: answer.total_count };
}
