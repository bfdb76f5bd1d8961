import type { Door, DoneWithoutFile } from '../../protocols/redeem/door.ts';
import type { RedeemParameters, RedeemRequest } from '../../protocols/redeem/redeem-request.ts';
import { createFieldList } from '../../http/form-fields.ts';
import { readChunkParameters } from '../../protocols/resumable/chunk-parameters.ts';
import type { GrantWish, Grants, WholeGrant } from '../../uploads/grants.ts';

/** What tells one door without tokens from another. */
export interface GrantDoorDeclaration extends Pick<Door, 'path' | 'versions' | 'presenter' | 'isLenient'> {
  readonly grants: Grants;
  /** The field with a secret that callbacks repeat; undefined when there is none. */
  readonly secretName: string | undefined;
  /**
   * What the file is to become. Fails with `ApiError` or an error of the core for whoever may not come in, and for
   * parameters that make no sense. While not all of them are here (`isWhole` is false) it may be undefined.
   */
  readonly wishFor: (
    request: RedeemRequest,
    parameters: RedeemParameters,
    isWhole: boolean,
  ) => Promise<GrantWish | undefined>;
  readonly withoutFile?: (
    request: RedeemRequest,
    parameters: RedeemParameters,
  ) => Promise<DoneWithoutFile | undefined>;
}

/**
 * A door that knows its clients in another way than by upload tokens. The bytes of a chunk go to their place at once
 * when the URL holds all parameters, as browser libraries write them; otherwise fields that decide what becomes of the
 * file may still follow it, and the bytes wait in a spool.
 */
export function createGrantDoor(declaration: GrantDoorDeclaration): Door {
  const { path, versions, presenter, isLenient, secretName, grants, withoutFile } = declaration;

  async function wishOf(request: RedeemRequest, parameters: RedeemParameters): Promise<GrantWish> {
    const wish = await declaration.wishFor(request, parameters, true);
    if (!wish) throw new Error(`The door ${path} does not know what a whole request wants.`);
    return wish;
  }

  return {
    path,
    versions,
    presenter,
    isLenient,
    secretName,
    needsSecret: false,

    async open(request, parameters, chunk) {
      if (chunk && isWholeInUrl(request)) {
        return { token: await grants.forChunk(await wishOf(request, parameters), chunk) };
      }
      const wish = await declaration.wishFor(request, parameters, false);
      const maxBytes = wish?.terms.maxFileSize ?? undefined;
      return maxBytes === undefined ? {} : { maxBytes };
    },

    confirms: async (request, parameters, token, chunk) =>
      grants.isFor(token, await wishOf(request, parameters), chunk),

    async admit(request, parameters, { file, spool, isChunk }) {
      const wish = await wishOf(request, parameters);
      if (isChunk) return grants.forChunk(wish, file);
      const key = request.raw.headers['idempotency-key'];
      if (key !== undefined) return grants.forKey(wish, String(key), file);
      const grant = await grants.forWhole(wish, [file.filename, file.size], ({ storageKey, size }) =>
        size === file.size ? spool.equals(storageKey) : Promise.resolve(false),
      );
      return held(request, grant).token;
    },

    find: async (request, parameters, chunk) =>
      chunk && grants.findChunk(await wishOf(request, parameters), chunk),

    ...(withoutFile ? { withoutFile } : {}),
  };
}

/** Keeps a grant for the request that it was made for, until that has ended. */
export function held(request: RedeemRequest, grant: WholeGrant): WholeGrant {
  if (request.response.closed) grant.release();
  else request.response.once('close', () => grant.release());
  return grant;
}

function isWholeInUrl({ query }: RedeemRequest): boolean {
  return readChunkParameters(createFieldList(query)) !== undefined;
}
