import type { DeliveryState, KeyLevel, UploadState } from './objects.ts';

/** A parameter of an API method; undefined ones are not sent. */
export type ParameterValue = string | number | boolean | readonly (string | number)[] | undefined;

/** What a new upload token allows; every part has a default on the server. */
export interface UploadTokenParameters {
  readonly return_url?: string | undefined;
  readonly background_return_p?: boolean | undefined;
  readonly user_id?: number | undefined;
  readonly album_id?: readonly number[] | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly tags?: string | undefined;
  readonly publish?: boolean | undefined;
  readonly publish_date?: string | undefined;
  readonly absolute_url?: string | undefined;
  /** 15 to 1440. */
  readonly valid_minutes?: number | undefined;
  /** 1 to 1000. */
  readonly max_uploads?: number | undefined;
  /** Bytes. */
  readonly max_file_size?: number | undefined;
  readonly allowed_types?: readonly string[] | undefined;
}

/** A page of a list that continues after an object. */
export interface ContinuedList<Id> {
  readonly before?: Id | undefined;
  /** At most 100. */
  readonly size?: number | undefined;
}

export interface UploadListParameters extends ContinuedList<string> {
  readonly state?: UploadState | undefined;
  readonly upload_token_id?: string | undefined;
}

export interface PhotoListParameters {
  readonly photo_id?: number | undefined;
  readonly album_id?: number | undefined;
  readonly upload_token?: string | undefined;
  readonly search?: string | undefined;
  readonly tags?: string | undefined;
  readonly include_unpublished_p?: boolean | undefined;
  readonly orderby?: 'published' | 'created' | 'title' | undefined;
  readonly order?: 'asc' | 'desc' | undefined;
  /** Counts from 1. */
  readonly p?: number | undefined;
  /** At most 100. */
  readonly size?: number | undefined;
}

export interface KeyParameters {
  readonly name: string;
  readonly level: KeyLevel;
  readonly user_id?: number | undefined;
}

export interface ConsumerParameters {
  readonly name: string;
  /** The most it may ever do. */
  readonly level: KeyLevel;
  readonly pingback_url?: string | undefined;
  /** Makes an access token along with it. */
  readonly privileged_p?: boolean | undefined;
  readonly user_id?: number | undefined;
}

export interface DeliveryListParameters extends ContinuedList<number> {
  readonly upload_id?: string | undefined;
  readonly state?: 'pending' | 'delivered' | 'failed' | undefined;
}

export interface WebhookParameters {
  readonly target_url: string;
  /** One of the names that `webhook/events` lists. */
  readonly event: string;
  readonly secret?: string | undefined;
}

export interface MessageListParameters extends ContinuedList<number> {
  readonly webhook_id?: number | undefined;
  readonly state?: DeliveryState | undefined;
}

/** Writes parameters as the API reads them: flags as 1 and 0, lists separated by commas. */
export function encodeParameters(parameters: Readonly<Record<string, ParameterValue>>): URLSearchParams {
  const encoded = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    if (typeof value === 'boolean') encoded.append(name, value ? '1' : '0');
    else encoded.append(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  return encoded;
}
