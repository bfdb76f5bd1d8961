import type { IssuedAccessToken, IssuedConsumer } from '../../access/oauth/consumer-service.ts';
import type { AccessTokenRecord, ConsumerRecord } from '../../access/oauth/records.ts';
import { type Field, liftField } from '../fields.ts';
import { epochField } from './date-fields.ts';

/** An application that signs its requests, without its secrets. */
export const consumerFields: ReadonlyArray<Field<ConsumerRecord>> = [
  {
    name: 'consumer_id',
    kind: 'number',
    isNeverNull: true,
    help: 'Number of the consumer.',
    value: (consumer) => consumer.consumerId,
  },
  {
    name: 'consumer_key',
    kind: 'text',
    help: 'Its public name, for `oauth_consumer_key`.',
    value: (consumer) => consumer.key,
  },
  { name: 'name', kind: 'text', help: 'What people see who are asked.', value: (consumer) => consumer.name },
  {
    name: 'level',
    kind: 'text',
    words: ['read', 'write', 'admin', 'super'],
    help: 'The most it may do.',
    value: (consumer) => consumer.level,
  },
  {
    name: 'user_id',
    kind: 'number',
    isNeverNull: true,
    help: 'Who made it.',
    value: (consumer) => consumer.userId,
  },
  {
    name: 'pingback_url',
    kind: 'text',
    help: 'Where it wants to hear of changed items.',
    value: (consumer) => consumer.pingbackUrl,
  },
  {
    name: 'revoked_p',
    kind: 'flag',
    help: 'Whether it was ended.',
    value: (consumer) => consumer.revokedAt !== null,
  },
  epochField('creation_date_epoch', 'When it was made, in seconds since 1970.', ({ createdAt }) => createdAt),
  epochField('revocation_date_epoch', 'When it was ended, in seconds since 1970.', (one) => one.revokedAt),
];

/** A consumer at the moment it is made: the only time its secrets are seen. */
export const issuedConsumerFields: ReadonlyArray<Field<IssuedConsumer>> = [
  ...consumerFields.map((field) => liftField(field, ({ consumer }: IssuedConsumer) => consumer)),
  {
    name: 'consumer_secret',
    kind: 'text',
    help: 'Signs its requests. It is never shown again.',
    value: ({ secret }) => secret,
  },
  {
    name: 'oauth_token',
    kind: 'text',
    help: 'Public name of its own access token; empty unless it was asked for.',
    value: ({ access }) => access?.token.token ?? '',
  },
  {
    name: 'oauth_token_secret',
    kind: 'text',
    help: 'Signs together with the consumer secret. It is never shown again.',
    value: ({ access }) => access?.secret ?? '',
  },
];

/** What lets an application act for a user, without its secret. */
export const accessTokenFields: ReadonlyArray<Field<AccessTokenRecord>> = [
  {
    name: 'token_id',
    kind: 'number',
    isNeverNull: true,
    help: 'Number of the token.',
    value: (token) => token.tokenId,
  },
  {
    name: 'oauth_token',
    kind: 'text',
    help: 'Its public name, for `oauth_token`.',
    value: (token) => token.token,
  },
  {
    name: 'consumer_id',
    kind: 'number',
    isNeverNull: true,
    help: 'Number of the consumer that holds it.',
    value: (token) => token.consumerId,
  },
  {
    name: 'user_id',
    kind: 'number',
    isNeverNull: true,
    help: 'For whom it acts.',
    value: (token) => token.userId,
  },
  {
    name: 'level',
    kind: 'text',
    words: ['read', 'write', 'admin', 'super'],
    help: 'What it may do.',
    value: (token) => token.level,
  },
  {
    name: 'revoked_p',
    kind: 'flag',
    help: 'Whether it was ended.',
    value: (token) => token.revokedAt !== null,
  },
  epochField('creation_date_epoch', 'When it was made, in seconds since 1970.', ({ createdAt }) => createdAt),
  epochField('revocation_date_epoch', 'When it was ended, in seconds since 1970.', (one) => one.revokedAt),
];

/** An access token at the moment it is made: the only time its secret is seen. */
export const issuedAccessTokenFields: ReadonlyArray<Field<IssuedAccessToken>> = [
  ...accessTokenFields.map((field) => liftField(field, ({ token }: IssuedAccessToken) => token)),
  {
    name: 'oauth_token_secret',
    kind: 'text',
    help: 'Signs together with the consumer secret. It is never shown again.',
    value: ({ secret }) => secret,
  },
];
