import { callApi, type Site } from './api.ts';
import { type OAuthCredentials, oauthHeader, type SigningOptions, signOAuth } from './oauth-client.ts';

/** An application that signs its requests, as the owner has set it up. */
export interface Application extends OAuthCredentials {
  readonly consumerId: number;
}

/** Sets an application up; a privileged one has an access token at once. */
export async function makeApplication(
  site: Site,
  { level = 'write', name = 'Shop', isPrivileged = true } = {},
): Promise<Application> {
  const parameters = { name, level, privileged_p: isPrivileged ? 1 : 0 };
  const { data } = await callApi(site, 'consumer/create', parameters, 'POST');
  const made = data as Record<string, string> & { consumer_id: number };
  return {
    consumerId: made.consumer_id,
    consumerKey: made['consumer_key'] ?? '',
    consumerSecret: made['consumer_secret'] ?? '',
    ...(isPrivileged
      ? { token: made['oauth_token'] ?? '', tokenSecret: made['oauth_token_secret'] ?? '' }
      : {}),
  };
}

/** How a signed request is made. */
export interface SignedCall extends Partial<SigningOptions> {
  /** As the client believes it to be, when that differs from where the request goes. */
  readonly signedOrigin?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly realm?: string;
}

/** Makes a request signed in its header, with the parameters in the query or in a urlencoded form. */
export async function callSigned(
  site: Site,
  application: OAuthCredentials,
  path: string,
  {
    signedOrigin = site.url,
    headers = {},
    realm,
    method = 'GET',
    parameters = {},
    ...changes
  }: SignedCall = {},
): Promise<Response> {
  const pairs = signOAuth({ ...application, method, url: `${signedOrigin}${path}`, parameters, ...changes });
  const form = new URLSearchParams(parameters);
  const query = method === 'POST' || form.size === 0 ? '' : `?${form.toString()}`;
  return fetch(`${site.url}${path}${query}`, {
    method,
    headers: { ...headers, authorization: oauthHeader(pairs, realm) },
    ...(method === 'POST' ? { body: form } : {}),
  });
}

/** Asks for a request token, as the first step of the dance. */
export async function askForConsent(
  site: Site,
  application: OAuthCredentials,
  callback: string,
): Promise<{ token: string; tokenSecret: string; page: string }> {
  const { consumerKey, consumerSecret } = application;
  const response = await callSigned(site, { consumerKey, consumerSecret }, '/oauth/request_token', {
    oauth: { oauth_callback: callback },
  });
  const answer = new URLSearchParams(await response.text());
  const token = answer.get('oauth_token') ?? '';
  const page = `${site.url}/oauth/authorize?oauth_token=${token}`;
  return { token, tokenSecret: answer.get('oauth_token_secret') ?? '', page };
}
