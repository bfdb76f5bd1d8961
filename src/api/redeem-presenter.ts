import type { RedeemPresenter } from '../protocols/redeem/answers.ts';
import type { RedeemRequest } from '../protocols/redeem/redeem-request.ts';
import type { SiteInfo } from './declaration.ts';
import { toWireObject } from './fields.ts';
import { redeemedFields } from './objects/redeemed-fields.ts';
import {
  plainPresentation,
  presentAnswer,
  presentError,
  type Presentation,
  readPresentation,
} from './presentation.ts';

const MESSAGE = 'The file was successfully uploaded';

/**
 * Writes what became of a redeemed token in the API's envelopes. In version 2 the ids stand in `data` and once more at
 * the top: the description says the one, 23's own command line reads the other (reference, B.6).
 */
export function createRedeemPresenter(siteOf: (request: RedeemRequest) => SiteInfo): RedeemPresenter {
  const contextOf = (request: RedeemRequest) => ({
    level: 'none' as const,
    endpoint: '/api/photo/redeem-upload-token',
    site: siteOf(request),
  });

  return {
    wantsEnvelope: (request, { fields }) => request.version === 2 || Boolean(fields.get('format')),

    success(request, { fields }, result) {
      const presentation = presentationOf(request, fields.entries());
      const { photo } = result ?? {};
      const object = photo ? toWireObject(redeemedFields, photo, request.version) : [];
      const message = photo ? MESSAGE : 'The chunk was stored';
      const answer = { kind: 'object' as const, message, object, topLevel: object };
      return presentAnswer(presentation, answer, { payloadKey: 'upload' }, contextOf(request));
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
