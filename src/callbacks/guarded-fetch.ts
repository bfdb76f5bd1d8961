import { once } from 'node:events';
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, request } from 'undici';
import { createAddressRules, type AddressRules } from './address-rules.ts';
import { CallError, toCallError } from './call-error.ts';

/** An address found for a host name. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Calls addresses that strangers may have chosen. */
export interface GuardedFetch {
  /** Longest time that one call takes. */
  readonly timeoutMs: number;
  /**
   * Makes one GET and resolves with the status of any answer but a redirect. The body is read up to its limit and
   * thrown away. Rejects with `CallError` only. Never follows redirects.
   */
  call(url: string): Promise<{ readonly status: number }>;
  /** Ends running calls (`closed`) and refuses new ones. May be repeated. */
  close(): Promise<void>;
}

/**
 * The HTTP client for callbacks. Every connection is checked where it is made: the literal address of the URL (for
 * which no lookup ever runs) or all addresses that the name resolves to, and the connection goes to exactly those.
 * Each call has its own connection, so that every call is checked anew and none meets one that the other side is
 * just closing. Throws an `Error` for a malformed entry of `allowPrivate` (see `createAddressRules`).
 */
export function createGuardedFetch(options: {
  readonly allowPrivate: readonly string[];
  readonly allowLoopback: boolean;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  readonly userAgent: string;
  /** How names are resolved; default is the system's resolver. */
  readonly resolve?: (hostname: string) => Promise<readonly ResolvedAddress[]>;
}): GuardedFetch {
  const { timeoutMs, maxResponseBytes, userAgent } = options;
  const resolve = options.resolve ?? ((hostname) => lookup(hostname, { all: true }));
  const connect = createGuardedConnector(createAddressRules(options), resolve, timeoutMs);
  const agent = new Agent({ connect, pipelining: 0 });
  const running = new Set<AbortController>();
  let isClosed = false;

  async function get(url: URL): Promise<number> {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(new CallError('timeout')), timeoutMs);
    running.add(controller);
    // The client obeys the signal only once it has a connection.
    const aborted = once(controller.signal, 'abort').then(() => Promise.reject(controller.signal.reason));
    try {
      const headers = { 'user-agent': userAgent, accept: '*/*' };
      const { signal } = controller;
      const answer = request(url, { dispatcher: agent, method: 'GET', headers, signal });
      const { statusCode, body } = await Promise.race([answer, aborted]);
      await discardBody(body, maxResponseBytes);
      return statusCode;
    } catch (error) {
      throw toCallError(error);
    } finally {
      clearTimeout(timer);
      running.delete(controller);
    }
  }

  return {
    timeoutMs,

    async call(text) {
      if (isClosed) throw new CallError('closed');
      const status = await get(parseTarget(text));
      if (status >= 300 && status < 400) throw new CallError('redirected', { status });
      return { status };
    },

    async close() {
      isClosed = true;
      for (const controller of running) controller.abort(new CallError('closed'));
      await agent.destroy();
    },
  };
}

function parseTarget(text: string): URL {
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username || url.password) {
    throw new CallError('url_invalid');
  }
  return url;
}

/** Checks where a connection would go, then makes it there and nowhere else. */
function createGuardedConnector(
  rules: AddressRules,
  resolve: (hostname: string) => Promise<readonly ResolvedAddress[]>,
  timeoutMs: number,
): buildConnector.connector {
  async function findAddresses(hostname: string, port: number): Promise<readonly ResolvedAddress[]> {
    const literalFamily = isIP(hostname);
    const addresses =
      literalFamily === 0 ? await resolve(hostname) : [{ address: hostname, family: literalFamily }];
    if (addresses.length === 0) throw new CallError('name_not_found');
    for (const { address } of addresses) {
      const refusal = rules.refusal({ hostname, address, port });
      if (refusal) throw new CallError(refusal);
    }
    return addresses;
  }

  async function connect(target: buildConnector.Options, done: buildConnector.Callback): Promise<void> {
    const port = Number(target.port || (target.protocol === 'https:' ? 443 : 80));
    let addresses: readonly ResolvedAddress[];
    try {
      addresses = await findAddresses(target.hostname, port);
    } catch (error) {
      done(toCallError(error), null);
      return;
    }
    buildConnector({ lookup: pinTo(addresses), timeout: timeoutMs, allowH2: false })(target, done);
  }

  return (target, done) => void connect(target, done);
}

/** A lookup that knows only the addresses that were checked. */
function pinTo(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_hostname, { all }, callback) => {
    const [first] = addresses;
    if (all) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
}

/**
 * Reads on after the status is known, because some applications stop their work when the caller hangs up. What
 * happens to the body changes nothing any more: the limit, the time limit or a broken connection just end it.
 */
async function discardBody(body: AsyncIterable<Buffer>, maxBytes: number): Promise<void> {
  let bytes = 0;
  try {
    for await (const piece of body) {
      bytes += piece.length;
      if (bytes > maxBytes) return;
    }
  } catch {
    return;
  }
}
