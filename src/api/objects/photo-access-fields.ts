import { authorize } from '../../access/authorization.ts';
import type { ApiVersion, Field } from '../fields.ts';
import { type Addition, bytesToken, type PhotoSource } from './photo-source.ts';

type PhotoField = Field<PhotoSource>;

const second: readonly ApiVersion[] = [2];

/** How it is shown, and what it takes to see it. */
export const accessFields: readonly PhotoField[] = [
  {
    name: 'promoted_p',
    kind: 'flag',
    help: 'Whether it is shown before others.',
    value: ({ photo }) => photo.isPromoted,
  },
  {
    name: 'protected_p',
    kind: 'flag',
    help: 'Whether its files need more than its token.',
    value: ({ photo }) => photo.isProtected,
  },
  {
    name: 'protection_method',
    kind: 'text',
    help: 'How it is protected: `password` or `custom`; empty when it is not.',
    value: ({ protection }) => protection?.method ?? '',
  },
  {
    name: 'protection_endpoint',
    kind: 'text',
    help: 'Where players ask who may see it, for the method `custom`.',
    isPresent: ({ protection }) => protection?.method === 'custom',
    value: ({ protection }) => protection?.endpoint ?? '',
  },
  {
    name: 'protected_token',
    kind: 'text',
    help: 'Opens its files while it is protected. Needs `read`, or is what was sent as `token`.',
    isPresent: (source) => authorize(source.caller, 'read') || source.verifiedToken !== undefined,
    value: (source) => (source.photo.isProtected ? (bytesToken(source) ?? '') : ''),
  },
  {
    name: 'video_360_p',
    kind: 'flag',
    help: 'Whether it shows all directions.',
    versions: second,
    value: ({ photo }) => photo.is360,
  },
  {
    name: 'thumbnail_360_p',
    kind: 'flag',
    help: 'Whether its still image shows all directions.',
    versions: second,
    value: ({ photo }) => photo.has360Thumbnail,
  },
  {
    name: 'seo_policy',
    kind: 'text',
    help: 'What search engines are asked for: `index`, `noindex` or nothing.',
    versions: second,
    value: ({ photo }) => photo.seoPolicy,
  },
];

function isAdded(addition: Addition) {
  return ({ additions }: PhotoSource) => additions.includes(addition);
}

/** What a list adds when it is asked to. */
export const additionFields: readonly PhotoField[] = [
  {
    name: 'pending_transcode_tasks',
    kind: 'texts',
    help: 'What is still to be made of the file.',
    versions: second,
    isPresent: isAdded('pending_transcode_tasks'),
    value: ({ pendingTasks }) => pendingTasks,
  },
  {
    name: 'number_of_sections',
    kind: 'number',
    help: 'Always 0.',
    versions: second,
    isPresent: isAdded('number_of_sections'),
    value: () => 0,
  },
  {
    name: 'user_group_id',
    kind: 'number',
    help: 'Always absent.',
    versions: second,
    isPresent: isAdded('user_group'),
    value: () => null,
  },
  {
    name: 'user_group_name',
    kind: 'text',
    help: 'Always empty.',
    versions: second,
    isPresent: isAdded('user_group'),
    value: () => '',
  },
  {
    name: 'live_name',
    kind: 'text',
    help: 'Always empty.',
    versions: second,
    isPresent: isAdded('live_name'),
    value: () => '',
  },
  {
    name: 'live_start_time',
    kind: 'text',
    help: 'Always empty.',
    versions: second,
    isPresent: isAdded('live_name'),
    value: () => '',
  },
];
