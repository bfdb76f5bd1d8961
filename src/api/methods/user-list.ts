import { z } from 'zod';
import { accountOrders } from '../../access/accounts/records.ts';
import { defineMethod } from '../declaration.ts';
import { permissionDenied } from '../errors.ts';
import { exampleUser } from '../objects/examples.ts';
import { listedUserFields, seesPrivateFields } from '../objects/user-fields.ts';
import {
  flagWithDefault,
  integer,
  pageNumber,
  pageSize,
  text,
  unsupportedFlag,
  unsupportedText,
  wordWithDefault,
} from '../parameter-types.ts';

/** Orders that would tell what only some may see. */
const PRIVATE_ORDERS: readonly string[] = ['email', 'site_admin_p', 'last_login'];

/** Lists and searches users (reference, A.15). Everybody may see their names. */
export const userList = defineMethod({
  path: 'user/list',
  summary: 'List and search users.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['GET'] },
  changesState: false,
  level: 'anonymous',
  parameters: () =>
    z.object({
      user_id: integer('Only this user.', { min: 1 }),
      search: text(
        'Only users with this in their names, or in their e-mail address if the caller may see it.',
      ),
      only_admins_p: flagWithDefault('Only users who look after the site. Needs the right to see it.', false),
      only_owner_p: unsupportedFlag(),
      seated_p: unsupportedFlag(),
      include_disabled_login_p: unsupportedFlag(),
      include_metrics_p: unsupportedFlag(),
      user_group_id: unsupportedText(),
      orderby: wordWithDefault(
        'What to order by; `email`, `site_admin_p` and `last_login` need the right to see e-mail addresses.',
        accountOrders,
        'display_name',
      ),
      order: wordWithDefault('Direction of the order.', ['desc', 'asc'], 'desc'),
      p: pageNumber(),
      size: pageSize(),
    }),
  v1: { payloadKey: 'users', element: 'user' },
  fields: listedUserFields,
  errors: ['permission_denied'],
  example: {
    parameters: { search: 'ernest' },
    answer: { items: [exampleUser], page: { page: 1, size: 20, totalCount: 1 } },
  },
  async handle({ input, caller, version, deps }) {
    const isPrivateSeen = seesPrivateFields(caller, version);
    if (!isPrivateSeen && (input.only_admins_p || PRIVATE_ORDERS.includes(input.orderby))) {
      throw permissionDenied(version === 1 ? 'admin' : 'read');
    }
    const { accounts, total } = await deps.accounts.list(
      {
        onlyAdmins: input.only_admins_p,
        ...(input.user_id === undefined ? {} : { userId: input.user_id }),
        ...(input.search === undefined ? {} : { search: { text: input.search, isPrivateSeen } }),
      },
      { page: input.p, size: input.size, orderBy: input.orderby, descending: input.order === 'desc' },
    );
    const items = accounts.map((account) => ({ account, caller, version }));
    return { items, page: { page: input.p, size: input.size, totalCount: total } };
  },
});
