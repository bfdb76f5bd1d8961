import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { exampleUser } from '../objects/examples.ts';
import { createdUserFields } from '../objects/user-fields.ts';
import {
  flag,
  requiredText,
  text,
  unsupportedFlag,
  unsupportedText,
  wordWithDefault,
} from '../parameter-types.ts';

const MESSAGE = 'The user has been created';

/** Adds a user (reference, A.15). */
export const userCreate = defineMethod({
  path: 'user/create',
  summary: 'Make a user.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['POST'] },
  changesState: true,
  level: 'admin',
  parameters: () =>
    z.object({
      email: requiredText('E-mail address of the user; no two users have the same.'),
      username: text('Short name: a to z, digits, ".", "_" and "-"; without it, made from the address.'),
      password: text('Password, at least 8 characters; without it, the user has none.'),
      full_name: text('Full name, which is also the name to show.'),
      timezone: text('Time zone, such as Europe/Copenhagen; UTC without it.'),
      site_admin: flag('Whether the user looks after the site.'),
      site_admin_p: flag('The same as `site_admin`.'),
      user_type: wordWithDefault('`visitor` may only look.', ['full', 'visitor'], 'full'),
      accepted_invitation: flag('Accepted and without effect: users are not invited, they are made.'),
      send_invitation_p: unsupportedFlag(),
      invitation_message: unsupportedText(),
    }),
  v1: { payloadKey: 'user' },
  fields: createdUserFields,
  errors: ['user_already_exists', 'couldnt_create_user'],
  example: {
    parameters: { email: 'ernest@example.com', full_name: 'Ernest Hemmingway' },
    answer: { message: MESSAGE, object: exampleUser },
  },
  async handle({ input, caller, version, deps }) {
    const account = await deps.accounts.create({
      email: input.email,
      username: input.username ?? '',
      password: input.password ?? '',
      fullName: input.full_name ?? '',
      timezone: input.timezone ?? '',
      isAdmin: input.site_admin ?? input.site_admin_p ?? false,
      type: input.user_type,
    });
    return { message: MESSAGE, object: { account, caller, version } };
  },
});
