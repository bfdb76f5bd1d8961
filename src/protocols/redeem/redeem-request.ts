import type { HttpRequest, HttpResponse } from '../../http/exchange.ts';
import { createFieldList, type Field, type FieldList } from '../../http/form-fields.ts';
import type { RequestOrigin } from '../../http/request-origin.ts';
import { type ChunkParameters, namespaceOf, readChunkParameters } from '../resumable/chunk-parameters.ts';
import type { Door } from './door.ts';

/** A request to a door. */
export interface RedeemRequest {
  readonly door: Door;
  readonly raw: HttpRequest;
  readonly response: HttpResponse;
  /** 1: `/api/…`, 2: `/api/2/…`. */
  readonly version: 1 | 2;
  readonly origin: RequestOrigin;
  readonly requestId: string;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
  /** Names and values of the URL. */
  readonly query: Field[];
  /** Names and values in the order they came: those of the URL, then those of the body. */
  readonly pairs: Field[];
}

/** The parameters of a request as far as they have come, the client's namespace taken off. */
export interface RedeemParameters {
  readonly fields: FieldList;
  readonly chunk: ChunkParameters | undefined;
  /** The token that was shown, if the door asks for one. */
  readonly secret: string | undefined;
}

/** What was read last of a request's pairs; they only ever grow. */
const lastRead = new WeakMap<
  readonly Field[],
  { readonly count: number; readonly parameters: RedeemParameters }
>();

/**
 * Browser clients repeat their parameters in the URL, others send them in the body only: both count alike. Reading the
 * same pairs again costs nothing.
 */
export function readRedeemParameters({ pairs, door }: RedeemRequest): RedeemParameters {
  const last = lastRead.get(pairs);
  if (last?.count === pairs.length) return last.parameters;
  const parameters = read(pairs, door);
  lastRead.set(pairs, { count: pairs.length, parameters });
  return parameters;
}

/**
 * Whether a client of version 1 signs a form that needs no signature, and names no format. 23's own for .NET does: it
 * reads XML with status 200 only, as everywhere else in that version (reference, B.5 and D.7). Browsers, and other
 * clients that redeem without a format, never send such a header.
 */
export function isSignedForm(
  { door, version, raw }: RedeemRequest,
  { chunk, fields }: RedeemParameters,
): boolean {
  if (version !== 1 || !door.needsSecret || chunk !== undefined || fields.get('format')) return false;
  return /^OAuth\s/i.test(raw.headers.authorization ?? '');
}

function read(pairs: readonly Field[], door: Door): RedeemParameters {
  const given = createFieldList(pairs);
  const namespace = namespaceOf(given);
  const fields = namespace === '' ? given : withoutNamespace(pairs, namespace);
  const secret = door.secretName === undefined ? undefined : fields.get(door.secretName);
  return { fields, chunk: readChunkParameters(fields), secret };
}

function withoutNamespace(pairs: readonly Field[], namespace: string): FieldList {
  return createFieldList(
    pairs.map(([name, value]) => [name.startsWith(namespace) ? name.slice(namespace.length) : name, value]),
  );
}
