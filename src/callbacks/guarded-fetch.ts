import { once } from 'node:events';
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { Agent, buildConnector, request } from 'undici';
import { createAddressRules, type AddressRules } from './address-rules.ts';
import { CallError, type CallErrorCode, toCallError } from './call-error.ts';

/** An address found for a host name. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** What a call brings along; then it is a POST. */
export interface PostedMessage {
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for a POST that only has an address. */
  readonly body: string;
}

/** An answer to a call. */
export interface CallAnswer {
  readonly status: number;
  /** The beginning of the body, as text. */
  readonly beginning: string;
}

/** Calls addresses that strangers may have chosen. */
export interface GuardedFetch {
  /** Longest time that one call takes. */
  readonly timeoutMs: number;
  /**
   * Makes one GET, or a POST when there is something to bring, and resolves with any answer but a redirect. The body
   * is read up to its limit, and all but its beginning is thrown away. Rejects with `CallError` only. Never follows
   * redirects.
   */
  call(url: string, message?: PostedMessage): Promise<CallAnswer>;
  /** Why an address can never be called, as far as it can be told without looking its name up. */
  refusal(url: string): CallErrorCode | undefined;
  /** Ends running calls (`closed`) and refuses new ones. May be repeated. */
  close(): Promise<void>;
}

/** How much of an answer is kept. */
const keptBytes = 1_024;

/**
 * The HTTP client for callbacks and webhooks. Every connection is checked where it is made: the literal address of the URL (for
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
  const rules = createAddressRules(options);
  const connect = createGuardedConnector(rules, resolve, timeoutMs);
  const agent = new Agent({ connect, pipelining: 0 });
  const running = new Set<AbortController>();
  let isClosed = false;

  async function send(url: URL, message: PostedMessage | undefined): Promise<CallAnswer> {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(new CallError('timeout')), timeoutMs);
    running.add(controller);
    // The client obeys the signal only once it has a connection.
    const aborted = once(controller.signal, 'abort').then(() => Promise.reject(controller.signal.reason));
    try {
      const answer = request(url, {
        dispatcher: agent,
        method: message ? 'POST' : 'GET',
        headers: { 'user-agent': userAgent, accept: '*/*', ...message?.headers },
        body: message?.body ?? null,
        signal: controller.signal,
      });
      const { statusCode, body } = await Promise.race([answer, aborted]);
      return { status: statusCode, beginning: await readBeginning(body, maxResponseBytes) };
    } catch (error) {
      throw toCallError(error);
    } finally {
      clearTimeout(timer);
      running.delete(controller);
    }
  }

  return {
    timeoutMs,

    async call(text, message) {
      if (isClosed) throw new CallError('closed');
      const answer = await send(parseTarget(text), message);
      const { status } = answer;
      if (status >= 300 && status < 400) throw new CallError('redirected', { status });
      return answer;
    },

    refusal(text) {
      const url = findTarget(text);
      if (!url) return 'url_invalid';
      const { hostname, port } = connectionOf(url);
      return isIP(hostname) === 0 ? undefined : rules.refusal({ hostname, address: hostname, port });
    },

    async close() {
      isClosed = true;
      for (const controller of running) controller.abort(new CallError('closed'));
      await agent.destroy();
    },
  };
}

/** An address that may be asked: http or https, without a password. Throws `url_invalid`. */
export function parseTarget(text: string): URL {
  const url = findTarget(text);
  if (!url) throw new CallError('url_invalid');
  return url;
}

function findTarget(text: string): URL | undefined {
  const url = URL.parse(text);
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  return isWeb && !url.username && !url.password ? url : undefined;
}

/** Host without brackets, and port, of what a connection would be made to. */
function connectionOf({ hostname, port, protocol }: URL): { hostname: string; port: number } {
  return {
    hostname: hostname.replaceAll(/[[\]]/g, ''),
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
  };
}

/** Checks where a connection would go, then makes it there and nowhere else. */
export function createGuardedConnector(
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
async function readBeginning(body: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const decoder = new StringDecoder('utf8');
  let beginning = '';
  let bytes = 0;
  try {
    for await (const piece of body) {
      if (bytes < keptBytes) beginning += decoder.write(piece.subarray(0, keptBytes - bytes));
      bytes += piece.length;
      if (bytes > maxBytes) break;
    }
  } catch {
    return beginning;
  }
  return beginning;
}
