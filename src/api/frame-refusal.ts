import type { FrameResult } from '../archive/frames.ts';
import { ApiError } from './errors.ts';

/** Why there is no frame, in the words of the API. `isComing`: the rest of the file is still on its way. */
export function frameRefusal(kind: Exclude<FrameResult['kind'], 'frame'>, isComing = false): ApiError {
  if (kind === 'busy')
    return new ApiError(
      'temporarily_unavailable',
      'Too many frames are wanted at the moment. Try again shortly.',
    );
  if (kind === 'unsupported')
    return new ApiError('feature_not_available', 'This server cannot take frames of such files.');
  if (isComing)
    return new ApiError(
      'precondition_failed',
      'The bytes that this frame needs are not here yet. Try again later.',
    );
  if (kind === 'beyond') return new ApiError('invalid_input', 'The video shows nothing at this time.');
  return new ApiError('feature_not_available', 'The file is damaged: no frame can be taken of it.');
}
