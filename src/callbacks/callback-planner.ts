import type { CallbackPlanner } from '../uploads/ports.ts';
import { joinExtras } from './extra-parameters.ts';
import {
  callbackParameters,
  shortenCallbackUrl,
  tokenNameOf,
  uploadTokenPlaceholder,
} from './callback-url.ts';

/** Plans the server's own calls: a GET to the return URL, cut to the documented length, the token left out. */
export function createCallbackPlanner(): CallbackPlanner {
  return {
    plan(token, upload, outcome) {
      if (token.returnUrl === '' || upload.returnContext === null) return undefined;
      const { domain, sealedToken } = upload.returnContext;
      const parameters = callbackParameters({
        domain,
        tokenName: tokenNameOf(token),
        uploadToken: uploadTokenPlaceholder,
        outcome: 'photo' in outcome ? outcome.photo : outcome,
        extras: joinExtras(token.extras, upload.extras),
      });
      return { url: shortenCallbackUrl(token.returnUrl, parameters), sealedToken };
    },
  };
}
