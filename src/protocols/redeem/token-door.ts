import type { TokenPurpose } from '../../uploads/records.ts';
import { isSecretOf } from '../../uploads/secret-hash.ts';
import type { UploadService } from '../../uploads/upload-service.ts';
import type { Door } from './door.ts';

/** A door that opens to whoever shows a token: nothing else is looked at, credentials least of all. */
export function createTokenDoor(
  declaration: Pick<Door, 'path' | 'versions' | 'presenter'> & {
    readonly secretName: string;
    readonly purpose: TokenPurpose;
    readonly uploads: Pick<UploadService, 'authorise'>;
  },
): Door {
  const { purpose, uploads, path, versions, presenter, secretName } = declaration;
  return {
    path,
    versions,
    presenter,
    secretName,
    needsSecret: true,
    isLenient: false,
    open: async (_request, { secret }) => (secret ? { token: await uploads.authorise(secret, purpose) } : {}),
    confirms: async (_request, { secret }, token) =>
      secret !== undefined && isSecretOf(token.secretHash, secret),
    admit: (_request, { secret }) => uploads.authorise(secret, purpose),
    find: (_request, { secret }) => uploads.authorise(secret, purpose),
  };
}
