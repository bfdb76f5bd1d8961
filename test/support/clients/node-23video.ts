import { stringify } from 'node:querystring';
import { type OAuthCredentials, oauthHeader, signOAuth } from '../oauth-client.ts';
import { sendRequest, type WireReply } from '../wire-request.ts';

/** Data of a call, as an application gives it. */
export type CallData = Readonly<Record<string, string | number>>;

/** How a call ends for the application. */
export type Outcome = { readonly fulfilled: Record<string, unknown> } | { readonly rejected: unknown };

/** The client's two ways to call a method. */
export interface Node23Video {
  /** POST, signed, whatever the method. */
  call(method: string, data?: CallData): Promise<Outcome>;
  /** The anonymous GET that a cache may answer. */
  cachedGet(method: string, data?: CallData): Promise<Outcome>;
}

/** What the client signs with when the application gives it no credentials. */
export const noCredentials: OAuthCredentials = {
  consumerKey: 'undefined',
  consumerSecret: '',
};

/**
 * Requests in the shape of node-23video 1.0.7 on restler 3.1: a fixed `https`, a form with `format=json&raw=1`, spaces as
 * `%20`, a signature for port 443, and answers that are parsed twice when they say that they are JSON.
 */
export function createNode23Video(options: {
  /** Where the requests go, without a slash at the end. */
  readonly url: string;
  /** What the application calls the site; the client signs for it and puts it into the `Host` header. */
  readonly domain: string;
  readonly ca: string;
  readonly credentials?: OAuthCredentials;
}): Node23Video {
  const { url, domain, ca, credentials = noCredentials } = options;
  const headers = { Accept: '*/*', 'User-Agent': 'Restler for node.js', Host: domain };

  return {
    async call(method, data = {}) {
      const form: CallData = { ...data, format: 'json', raw: '1' };
      const parameters = Object.fromEntries(
        Object.entries(form).map(([name, value]) => [name, String(value)]),
      );
      // It signs for port 443, which a signature never names, whatever port it speaks to.
      const signed = { method: 'POST', url: `https://${domain}${method}`, parameters };
      const reply = await sendRequest(url + method, {
        method: 'POST',
        headers: {
          ...headers,
          Authorization: oauthHeader(signOAuth({ ...credentials, ...signed })),
          'Content-Type': 'application/x-www-form-urlencoded',
        },
        body: stringify(form),
        ca,
      });
      return conclude(reply);
    },
    async cachedGet(method, data = {}) {
      const query = stringify({ ...data, format: 'json', raw: '1' });
      const reply = await sendRequest(`${url}${method}?${query}`, {
        headers: { ...headers, Host: `${domain}:443` },
        ca,
      });
      return conclude(reply);
    },
  };
}

/** restler parses what is called JSON; the client then parses the object once more, and fails. */
function conclude({ status, headers, text }: WireReply): Outcome {
  const isCalledJson = String(headers['content-type']).startsWith('application/json');
  if (isCalledJson) return { rejected: 'Error parsing response' };
  const answer = JSON.parse(text) as Record<string, unknown>;
  return status >= 400 ? { rejected: answer } : { fulfilled: answer };
}
