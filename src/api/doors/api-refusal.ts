import { describeCoreError } from '../../protocols/redeem/core-refusal.ts';
import type { Refusal } from '../../protocols/redeem/door.ts';
import type { RedeemRequest } from '../../protocols/redeem/redeem-request.ts';
import { apiErrors, challengeOf, toApiError } from '../errors.ts';

/**
 * An error in the codes of the API (reference, A.4). Forms of version 1 get status 200 with it, like every error of
 * that version but trouble of ours; chunks get the status that makes their client stop, or send again.
 */
export function describeApiError(error: unknown, { version }: RedeemRequest): Refusal | undefined {
  const known = toApiError(error);
  if (!known) return undefined;
  const { status } = apiErrors[known.code];
  const core = describeCoreError(error);
  const isTrouble = status === 503;
  const challenge = challengeOf(known.code);
  return {
    code: known.code,
    message: known.message,
    chunkStatus: core?.chunkStatus ?? (isTrouble ? 503 : 500),
    formStatus: version === 1 && !isTrouble ? 200 : status,
    isAboutToken: core?.isAboutToken ?? true,
    ...(challenge === undefined ? {} : { challenge }),
  };
}
