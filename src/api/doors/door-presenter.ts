import type { PermissionLevel } from '../../access/records.ts';
import type { DoorPresenter } from '../../protocols/redeem/door.ts';
import type { RedeemRequest } from '../../protocols/redeem/redeem-request.ts';
import type { FinalResult } from '../../uploads/upload-service.ts';
import type { PlainAnswer, SiteInfo } from '../declaration.ts';
import type { RedeemedSource } from '../objects/redeemed-fields.ts';
import {
  type AnswerContext,
  plainPresentation,
  presentAnswer,
  presentError,
  type Presentation,
  readPresentation,
} from '../presentation.ts';
import type { DoorMethod, DoorResult } from './describe-door.ts';

/** What the presenter of a door works with. */
export interface DoorPresenterOptions extends Pick<DoorPresenter, 'wantsEnvelope' | 'describe'> {
  readonly method: DoorMethod;
  readonly siteOf: (request: RedeemRequest) => SiteInfo;
  /** The level of whoever asks; `none` where a token is all that counts. */
  readonly levelOf?: (request: RedeemRequest) => PermissionLevel;
  /** What the answer tells besides the item. */
  readonly complete?: (result: FinalResult) => Promise<Omit<DoorResult, keyof RedeemedSource>>;
}

/** Writes what came of a file in the API's envelopes. */
export function createDoorPresenter(options: DoorPresenterOptions): DoorPresenter {
  const { method, siteOf, levelOf, wantsEnvelope, describe, complete } = options;
  const contextOf = (request: RedeemRequest): AnswerContext => ({
    level: levelOf?.(request) ?? 'none',
    endpoint: `/api/${method.path}`,
    site: siteOf(request),
  });

  function present(request: RedeemRequest, pairs: Parameters<typeof presentationOf>[1], answer: PlainAnswer) {
    return presentAnswer(presentationOf(request, pairs), answer, method.v1, contextOf(request));
  }

  return {
    message: method.message,
    wantsEnvelope,
    describe,
    stored: (request, { fields }) =>
      present(request, fields.entries(), { kind: 'object', message: 'The chunk was stored', object: [] }),

    async success(request, { fields }, result) {
      const { photoId, treeId, token } = result.photo;
      const source: DoorResult = { photoId, treeId, token, ...(await complete?.(result)) };
      return present(request, fields.entries(), method.toAnswer(source, request.version));
    },

    failure: (request, { fields }, error) =>
      presentError(presentationOf(request, fields.entries()), error, contextOf(request)),
  };
}

function presentationOf(
  request: RedeemRequest,
  pairs: ReadonlyArray<readonly [string, string]>,
): Presentation {
  try {
    return readPresentation(request.version, pairs);
  } catch {
    // The file is here: a malformed wish for a form of answer must not turn success into an error.
    return plainPresentation(request.version, pairs);
  }
}
