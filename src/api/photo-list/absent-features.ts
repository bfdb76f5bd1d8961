import { flag, flagWithDefault } from '../parameter-types.ts';

/**
 * Properties that no item has here. Asking for items with one gives nothing, and asking for items without gives all:
 * both are true.
 */
const properties = {
  has_coordinates_p: { what: 'coordinates', needsRead: false },
  only_embedded_p: { what: 'a file on another platform', needsRead: false },
  only_native_synced_p: { what: 'a twin on another platform', needsRead: true },
  fails_required_video_fields_p: { what: 'a missing field that the site requires', needsRead: false },
  require_photo_posts_p: { what: 'a post', needsRead: false },
  mischung_p: { what: 'a project of the video editor', needsRead: false },
  mischung_template_p: { what: 'a template of the video editor', needsRead: false },
  mischung_draft_p: { what: 'a draft of the video editor', needsRead: false },
} as const;

type AbsentFlag = keyof typeof properties;

/** Whether a list asks for items with a property that none has, and whether that needs `read`. */
export function wantsAbsent(
  input: Readonly<Partial<Record<AbsentFlag, boolean | undefined>>>,
): { readonly needsRead: boolean } | undefined {
  const wanted = (Object.keys(properties) as AbsentFlag[]).filter((name) => input[name] === true);
  if (wanted.length === 0) return undefined;
  return { needsRead: wanted.some((name) => properties[name].needsRead) };
}

/** The parameters that ask for such properties. */
export function absentFlags() {
  const entries = Object.entries(properties).map(
    ([name, { what }]) => [name, flag(`Only items with ${what}; no item here has that.`)] as const,
  );
  return Object.fromEntries(entries) as Record<AbsentFlag, ReturnType<typeof flag>>;
}

/** Switches of what no item has here: with and without, the answer is the same. */
const neutral = {
  include_actions_p: ['player actions', true],
  include_revision_p: ['revisions', true],
  include_photo_posts_p: ['posts', false],
  include_mischung_draft_waiting_for_p: ['drafts', false],
} as const satisfies Record<string, readonly [what: string, defaultValue: boolean]>;

type NeutralFlag = keyof typeof neutral;

/** The parameters of such switches. */
export function neutralFlags() {
  const entries = Object.entries(neutral).map(
    ([name, [what, defaultValue]]) =>
      [name, flagWithDefault(`Add ${what}; no item here has any.`, defaultValue)] as const,
  );
  return Object.fromEntries(entries) as Record<NeutralFlag, ReturnType<typeof flagWithDefault>>;
}
