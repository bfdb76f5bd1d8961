import type { Voice } from './format.ts';
import type { UploadLimits } from './token-limits.ts';

/** The types that are accepted, as a list in words. */
export function describeTypes({ allowedTypes }: UploadLimits, voice: Voice): string {
  if (allowedTypes.includes('*')) return voice.say('limit_types_any');
  const names = allowedTypes.map((type) => {
    const key = `type_${type}`;
    return voice.knows(key) ? voice.say(key) : type.replace(/^[a-z]+\/(?:x-)?/, '').toUpperCase();
  });
  return voice.list(names);
}

/** Nobody needs to hear of a limit beyond this. */
const WORTH_TELLING = 100e9;

/** What may be sent, in a line; empty while nothing is known. */
export function describeLimits(limits: UploadLimits, voice: Voice): string {
  const { maxFileSize, usesLeft } = limits;
  if (maxFileSize === Number.MAX_SAFE_INTEGER) return '';
  const types = describeTypes(limits, voice);
  return [
    types.charAt(0).toLocaleUpperCase(voice.language) + types.slice(1),
    ...(maxFileSize < WORTH_TELLING ? [voice.say('limit_size', { size: voice.bytes(maxFileSize) })] : []),
    ...(usesLeft === undefined ? [] : [voice.count('limit_files', usesLeft)]),
  ].join(' · ');
}

/** Why no file may begin; undefined when one may. */
export function describeClosed({ state, usesLeft }: UploadLimits, voice: Voice): string | undefined {
  if (state !== 'open') return voice.say(`token_${state}`);
  return usesLeft === 0 ? voice.say('token_used_up') : undefined;
}
