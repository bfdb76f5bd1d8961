import type { Ids } from '../../uploads/ports.ts';
import type { Sealer } from '../sealing.ts';

const NAME_LENGTH = 20;
const SECRET_LENGTH = 50;

/** A public name and a secret, in the shapes that clients know (reference, C.1). */
export interface MadeToken {
  /** `<number>-<20 letters and digits>` */
  readonly name: string;
  /** 50 letters and digits, which no client has to encode: old PHP signs with the secret as it is. */
  readonly secret: string;
  readonly sealedSecret: string;
}

/** Makes names and secrets of consumers and tokens. */
export function createTokenMaker(options: {
  readonly sealer: Pick<Sealer, 'seal'>;
  readonly ids: Pick<Ids, 'secret'>;
}): (number: number) => MadeToken {
  const { sealer, ids } = options;
  return (number) => {
    const secret = ids.secret(SECRET_LENGTH);
    return { name: `${number}-${ids.secret(NAME_LENGTH)}`, secret, sealedSecret: sealer.seal(secret) };
  };
}
