import { useSignal } from '@preact/signals';
import { messageOf } from '../data/client.ts';
import { tell, tellTrouble } from '../data/messages.ts';

/**
 * Runs what a button does, once at a time, and tells how it went. `success` is told when it has worked; resolves with
 * whether it has.
 */
export function useDoing(): {
  readonly isBusy: boolean;
  readonly run: (work: () => Promise<unknown>, success?: string) => Promise<boolean>;
} {
  const isBusy = useSignal(false);
  return {
    isBusy: isBusy.value,
    async run(work, success) {
      if (isBusy.peek()) return false;
      isBusy.value = true;
      try {
        await work();
        if (success !== undefined) tell(success);
        return true;
      } catch (error) {
        tellTrouble(messageOf(error));
        return false;
      } finally {
        isBusy.value = false;
      }
    },
  };
}
