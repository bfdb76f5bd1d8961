import type { Tone } from '../parts/badge.tsx';

/** How far a call has come. */
export type DeliveryState = 'pending' | 'held' | 'delivered' | 'failed';

const tones: Readonly<Record<DeliveryState, Tone>> = {
  pending: 'busy',
  held: 'quiet',
  delivered: 'good',
  failed: 'bad',
};

/** The colour of a state. */
export const toneOf = (state: DeliveryState): Tone => tones[state];
