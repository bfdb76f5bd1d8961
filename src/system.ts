import { randomBytes, randomInt } from 'node:crypto';
import type { Clock, Ids } from './uploads/ports.ts';

const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';
const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The system's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** Ids of 26 characters (48 bits of time, 80 random ones) that sort by creation, and secrets of the secure source. */
export const systemIds: Ids = {
  id() {
    let time = Date.now();
    let prefix = '';
    for (let i = 0; i < 10; i += 1) {
      prefix = CROCKFORD[time % 32] + prefix;
      time = Math.floor(time / 32);
    }
    return prefix + Array.from(randomBytes(16), (byte) => CROCKFORD[byte % 32]).join('');
  },
  secret: (length) => Array.from({ length }, () => ALPHANUMERIC[randomInt(ALPHANUMERIC.length)]).join(''),
};
