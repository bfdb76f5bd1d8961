import type { Clock, Ids } from '../../uploads/ports.ts';
import type { KeyLevel } from '../records.ts';
import type { Sealer } from '../sealing.ts';
import type { AccessTokenRecord, AccessTokenRecords, ConsumerRecord, ConsumerRecords } from './records.ts';
import { createTokenMaker } from './token-maker.ts';

interface ConsumerSlice {
  readonly consumers: ConsumerRecords;
  readonly accessTokens: AccessTokenRecords;
}

/** What the consumers need of the metadata store. */
export interface ConsumerStore {
  readonly read: ConsumerSlice;
  transaction<T>(work: (tx: ConsumerSlice) => Promise<T>): Promise<T>;
}

export interface NewConsumer {
  readonly name: string;
  readonly level: KeyLevel;
  /** Who makes it, and for whom its own access token acts. */
  readonly userId: number;
  readonly pingbackUrl: string;
  /** Makes an access token along with it, so that the application needs nobody's consent. */
  readonly isPrivileged: boolean;
}

/** An access token at the moment it is made: the only time its secret is shown. */
export interface IssuedAccessToken {
  readonly token: AccessTokenRecord;
  readonly secret: string;
}

/** A consumer at the moment it is made: the only time its secrets are shown. */
export interface IssuedConsumer {
  readonly consumer: ConsumerRecord;
  readonly secret: string;
  /** Undefined unless it was asked for. */
  readonly access: IssuedAccessToken | undefined;
}

/** Applications that sign their requests, and the access tokens they hold. */
export interface ConsumerService {
  create(consumer: NewConsumer): Promise<IssuedConsumer>;
  /** Newest first, ended ones too. */
  list(page: { before?: number; limit: number }): Promise<ConsumerRecord[]>;
  /** Ends a consumer and all its tokens at once. False when there is none, or it was ended before. */
  revoke(consumerId: number): Promise<boolean>;
  /** Makes an access token without anybody's consent; undefined when there is no such consumer, or it was ended. */
  createAccessToken(token: { consumerId: number; userId: number }): Promise<IssuedAccessToken | undefined>;
  /** The access tokens of a consumer, newest first, ended ones too. */
  listAccessTokens(page: {
    consumerId: number;
    before?: number;
    limit: number;
  }): Promise<AccessTokenRecord[]>;
  /** False when there is no such token, or it was ended before. */
  revokeAccessToken(tokenId: number): Promise<boolean>;
}

/** Consumers over a store. Trouble with the records is `records_unavailable`. */
export function createConsumerService(options: {
  readonly store: ConsumerStore;
  readonly sealer: Pick<Sealer, 'seal'>;
  readonly clock: Clock;
  readonly ids: Ids;
}): ConsumerService {
  const { store, clock } = options;
  const make = createTokenMaker(options);

  async function addToken(
    { accessTokens }: ConsumerSlice,
    consumer: ConsumerRecord,
    userId: number,
  ): Promise<IssuedAccessToken> {
    const { name, secret, sealedSecret } = make(userId);
    const { consumerId, level } = consumer;
    const record = { consumerId, userId, level, sealedSecret, createdAt: clock.now(), revokedAt: null };
    return { token: await accessTokens.insert({ token: name, ...record }), secret };
  }

  return {
    create: ({ isPrivileged, ...wish }) =>
      store.transaction(async (tx) => {
        const { name: key, secret, sealedSecret } = make(wish.userId);
        const consumer = await tx.consumers.insert({
          ...wish,
          key,
          sealedSecret,
          createdAt: clock.now(),
          revokedAt: null,
        });
        const access = isPrivileged ? await addToken(tx, consumer, wish.userId) : undefined;
        return { consumer, secret, access };
      }),

    list: (page) => store.read.consumers.list(page),

    revoke: (consumerId) => store.transaction((tx) => tx.consumers.revoke(consumerId, clock.now())),

    createAccessToken: ({ consumerId, userId }) =>
      store.transaction(async (tx) => {
        const consumer = await tx.consumers.find(consumerId);
        return consumer?.revokedAt === null ? addToken(tx, consumer, userId) : undefined;
      }),

    listAccessTokens: (page) => store.read.accessTokens.list(page),

    revokeAccessToken: (tokenId) => store.transaction((tx) => tx.accessTokens.revoke(tokenId, clock.now())),
  };
}
