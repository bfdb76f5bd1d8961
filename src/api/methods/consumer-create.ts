import { z } from 'zod';
import { cleanName } from '../../access/accounts/account-fields.ts';
import { keyLevels } from '../../access/records.ts';
import { findUser, keyHolder } from '../acting-user.ts';
import { defineMethod } from '../declaration.ts';
import { ApiError } from '../errors.ts';
import { exampleConsumer } from '../objects/consumer-examples.ts';
import { issuedConsumerFields } from '../objects/consumer-fields.ts';
import { flagWithDefault, integer, requiredText, requiredWord, text } from '../parameter-types.ts';

const MESSAGE = 'The consumer was created';
const MAX_URL_LENGTH = 1000;

/** Makes an OAuth consumer. Slipway's own method. */
export const consumerCreate = defineMethod({
  path: 'consumer/create',
  summary: 'Make an OAuth consumer: an application that signs its requests.',
  versions: [2],
  httpMethods: { 2: ['POST'] },
  changesState: true,
  level: 'super',
  parameters: () =>
    z.object({
      name: requiredText('What people see who are asked to let the application in.'),
      level: requiredWord('The most the application may ever do; it cannot be changed later.', keyLevels),
      pingback_url: text('Where the application wants to hear of changed items.'),
      privileged_p: flagWithDefault(
        'Also make an access token, so that the application needs nobody’s consent ("privileged credentials").',
        false,
      ),
      user_id: integer('Who owns it, and for whom its own access token acts; without it, who asks.', {
        min: 1,
      }),
    }),
  v1: { payloadKey: 'consumer' },
  fields: issuedConsumerFields,
  errors: ['no_such_user'],
  example: {
    parameters: { name: 'Shop', level: 'write', privileged_p: '1' },
    answer: { message: MESSAGE, object: exampleConsumer },
  },
  async handle(call) {
    const { input, deps } = call;
    const name = cleanName(input.name);
    if (name === '') throw new ApiError('invalid_input', 'The parameter "name" is required.');
    const userId = input.user_id ?? keyHolder(call.caller).userId;
    await findUser(call, userId);
    const issued = await deps.consumers.create({
      name,
      level: input.level,
      userId,
      pingbackUrl: readPingbackUrl(input.pingback_url?.trim() ?? ''),
      isPrivileged: input.privileged_p,
    });
    return { message: MESSAGE, object: issued };
  },
});

function readPingbackUrl(url: string): string {
  if (url === '') return url;
  const isUsable =
    url.length <= MAX_URL_LENGTH && /^https?:\/\/[\x21-\x7e]+$/i.test(url) && URL.canParse(url);
  if (isUsable && new URL(url).username === '') return url;
  throw new ApiError(
    'invalid_input',
    'The parameter "pingback_url" must be an address like https://www.example.com/pingback.',
  );
}
