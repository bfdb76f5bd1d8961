import type { ExtraParameter } from '../../uploads/records.ts';
import { ApiError } from '../errors.ts';

const NO = ['', '0', 'f', 'false'];
const ANY_FLAG = [...NO, '1', 't', 'true'];

/**
 * Documented parameters of photo/list that are not served, each with the values that change nothing here. Any other
 * value is refused, because a filter that is silently ignored shows a client items it did not ask for.
 */
const unserved: ReadonlyMap<string, readonly string[]> = new Map([
  ...withHarmless(
    [''],
    [
      'player_id source year month day after_time before_time video_encoded_p license_id related_to_photo_id live_id',
      'not_user_id tagged_p unalbummed_p albummed_p original_filename datemode user_group_id spot_id spot_token',
      'selection queued_for_live_id',
    ],
  ),
  ...withHarmless(NO, [
    'has_coordinates_p promoted_p protected_p placeholder_p include_stats_p include_pending_transcode_tasks_p',
    'include_number_of_sections_p include_user_group_p include_photo_posts_p include_live_name_p',
    'include_total_metrics_p search_string_match aggregate_metrics_p fails_required_video_fields_p',
    'only_embedded_p only_native_synced_p',
  ]),
  // Nothing is promoted, nothing has actions or revisions: with and without, the answer is the same.
  ...withHarmless(ANY_FLAG, ['prioritize_promoted_p include_actions_p include_revision_p']),
  ...withHarmless(['', 'none'], ['custom_variable_mode']),
]);

/** Families of such parameters. */
const UNSERVED_PREFIX = /^(?:sync_|mischung_)/;

/** Refuses a documented filter that would be ignored, with `invalid_input`. */
export function refuseUnservedFilters(parameters: readonly ExtraParameter[]): void {
  for (const [name, value] of parameters) {
    const harmless = UNSERVED_PREFIX.test(name) ? NO : unserved.get(name);
    if (harmless === undefined || harmless.includes(value.trim().toLowerCase())) continue;
    throw new ApiError(
      'invalid_input',
      `The parameter "${name}" is not supported here with this value. Leave it out.`,
    );
  }
}

function withHarmless(
  values: readonly string[],
  names: readonly string[],
): Array<[name: string, harmless: readonly string[]]> {
  return names.flatMap((line) => line.split(' ')).map((name) => [name, values]);
}
