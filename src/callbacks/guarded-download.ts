import { once } from 'node:events';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Readable } from 'node:stream';
import { Agent, request } from 'undici';
import { createAddressRules } from './address-rules.ts';
import { CallError, type CallErrorCode, toCallError } from './call-error.ts';
import { createGuardedConnector, parseTarget, type ResolvedAddress } from './guarded-fetch.ts';

/** An answer whose body has not been read. */
export interface Download {
  /** Where the answer came from, after redirects. */
  readonly url: URL;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** To be read to its end, or destroyed. */
  readonly body: Readable;
}

/** Gets files from addresses that strangers have chosen. */
export interface GuardedDownload {
  /**
   * Makes a GET and resolves with the head of the answer. Redirects are followed, each to an address that is checked
   * like the first. Rejects with `CallError` only; once `signal` aborts, the body fails as well.
   */
  open(
    url: string,
    options: { readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
  ): Promise<Download>;
  /** Why an address will certainly be refused; undefined when that depends on what its name resolves to. */
  refusal(url: string): CallErrorCode | undefined;
  /** Ends running downloads and refuses new ones. May be repeated. */
  close(): Promise<void>;
}

const MAX_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * The HTTP client for files that the server fetches: every connection, of every redirect, is checked where it is made
 * (see `createGuardedFetch`). `timeoutMs` is how long an answer may take to begin. Throws an `Error` for a malformed
 * entry of `allowPrivate`.
 */
export function createGuardedDownload(options: {
  readonly allowPrivate: readonly string[];
  readonly allowLoopback: boolean;
  readonly timeoutMs: number;
  readonly userAgent: string;
  /** How names are resolved; default is the system's resolver. */
  readonly resolve?: (hostname: string) => Promise<readonly ResolvedAddress[]>;
}): GuardedDownload {
  const { timeoutMs, userAgent } = options;
  const rules = createAddressRules(options);
  const resolve = options.resolve ?? ((hostname) => lookup(hostname, { all: true }));
  const connect = createGuardedConnector(rules, resolve, timeoutMs);
  // How long a body may be silent is for its reader to judge.
  const agent = new Agent({ connect, pipelining: 0, headersTimeout: timeoutMs, bodyTimeout: 0 });

  async function get(url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal) {
    // The client obeys the signal only once it has a connection.
    const aborted = once(signal, 'abort').then(() => Promise.reject(signal.reason));
    const answer = request(url, { dispatcher: agent, method: 'GET', headers, signal });
    answer.then(({ body }) => body.on('error', () => undefined)).catch(() => undefined);
    return Promise.race([answer, aborted]);
  }

  return {
    async open(text, { headers, signal }) {
      const sent = { 'user-agent': userAgent, accept: '*/*', 'accept-encoding': 'identity', ...headers };
      try {
        let url = parseTarget(text);
        for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
          signal.throwIfAborted();
          const { statusCode: status, headers: received, body } = await get(url, sent, signal);
          const { location } = received;
          if (!REDIRECTS.has(status) || typeof location !== 'string') {
            return { url, status, headers: received, body };
          }
          body.destroy();
          url = parseTarget(URL.parse(location, url.href)?.href ?? '');
        }
        throw new CallError('redirected');
      } catch (error) {
        throw toCallError(error);
      }
    },

    refusal(text) {
      try {
        const { hostname, port, protocol } = parseTarget(text);
        const address = hostname.replaceAll(/[[\]]/g, '');
        if (isIP(address) === 0) return undefined;
        return rules.refusal({
          hostname: address,
          address,
          port: Number(port || (protocol === 'https:' ? 443 : 80)),
        });
      } catch (error) {
        return toCallError(error).code;
      }
    },

    close: () => agent.destroy(),
  };
}
