import { authorize, type Caller } from '../../access/authorization.ts';
import type { PermissionLevel } from '../../access/records.ts';
import type { RedeemRequest } from '../../protocols/redeem/redeem-request.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { refusedCredentials } from '../dispatch.ts';
import { permissionDenied } from '../errors.ts';
import { isUrlEncoded, presentRequest } from '../request-parts.ts';

/** Who makes the requests to doors that ask for credentials. */
export interface Callers {
  /** The caller, if it has this level. Fails with `ApiError`. Credentials are looked at once in a request. */
  require(request: RedeemRequest, level: PermissionLevel): Promise<Caller>;
  /** The level of a caller that has been found out; `none` before. */
  levelOf(request: RedeemRequest): PermissionLevel;
}

/**
 * Authenticates as the methods of the API do. A multipart body is no part of a signature (reference, C.1), so its
 * fields never count as credentials; those of a urlencoded body do.
 */
export function createCallers({ authenticator }: Pick<ApiDependencies, 'authenticator'>): Callers {
  const found = new WeakMap<RedeemRequest, Promise<Caller>>();
  const levels = new WeakMap<RedeemRequest, PermissionLevel>();

  async function authenticate(request: RedeemRequest): Promise<Caller> {
    const { raw, query, pairs, origin } = request;
    const form = isUrlEncoded(raw) ? pairs.slice(query.length) : [];
    const authentication = await authenticator.authenticate(
      presentRequest(raw, { query, form }, origin.origin),
    );
    if ('refusal' in authentication) throw refusedCredentials(authentication.refusal, request.version);
    levels.set(request, authentication.caller.level);
    return authentication.caller;
  }

  return {
    async require(request, level) {
      const known = found.get(request) ?? authenticate(request);
      found.set(request, known);
      const caller = await known;
      if (!authorize(caller, level)) throw permissionDenied(level);
      return caller;
    },
    levelOf: (request) => levels.get(request) ?? 'none',
  };
}
