import type { ExtraParameter } from '../../uploads/records.ts';
import { ApiError } from '../errors.ts';

/** What a client means when it sends a parameter only because it always does. */
const NOTHING = ['', '0', 'f', 'false'];

/**
 * Documented parameters of photo/list about what does not exist here, and why. Their values are refused, because a
 * filter that is silently ignored shows a client items it did not ask for.
 */
const unserved: ReadonlyMap<string, string> = new Map([
  ...named('There are no webinars here', 'live_id liveevent_id liveevent_stream_id queued_for_live_id'),
  ...named('There are no spots here', 'spot_id spot_token'),
  ...named('There are no groups of users here', 'user_group_id'),
  ...named('There are no named selections here', 'selection selection_ordering'),
  ...named('Nothing is synchronised with other platforms', 'sync_service_id sync_platform'),
  ...named('A search does not tell why an item matched', 'search_string_match'),
  ...named('Nothing is counted here', 'include_stats_p include_total_metrics_p aggregate_metrics_p'),
]);

/** Whether a name is that of a documented parameter that is not served, or of one without a meaning. */
export function isUnservedFilter(name: string): boolean {
  return unserved.has(name) || CACHE_BUSTERS.has(name);
}

/** Parameters without a meaning for the list: they only make an address that no cache has seen. */
const CACHE_BUSTERS = new Set(['time', '_']);

/**
 * Refuses everything that would be ignored, with `invalid_input`: documented filters that are not served, names that
 * nobody knows, and the site's own variables (`known`) where their mode is not set.
 */
export function refuseUnservedFilters(
  parameters: readonly ExtraParameter[],
  known: { readonly variables: readonly string[]; readonly areVariablesFiltered: boolean },
): void {
  for (const [name, value] of parameters) {
    if (CACHE_BUSTERS.has(name)) continue;
    const why = unserved.get(name);
    if (why !== undefined) {
      if (NOTHING.includes(value.trim().toLowerCase())) continue;
      throw refusal(`The parameter "${name}" is not supported: ${lowerFirst(why)}. Leave it out.`);
    }
    if (!known.variables.includes(name)) {
      throw refusal(`This method has no parameter "${shorten(name)}". Leave it out.`);
    }
    if (!known.areVariablesFiltered) {
      throw refusal(`To filter by "${name}", send "custom_variable_mode" as "all" or "any" too.`);
    }
  }
}

function refusal(message: string): ApiError {
  return new ApiError('invalid_input', message);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function shorten(name: string): string {
  return Array.from(name).slice(0, 100).join('');
}

function named(why: string, names: string): Array<[name: string, why: string]> {
  return names.split(' ').map((name) => [name, why]);
}
