/** Objects of the API as they come over the wire: the names are those of the reference. */

/** The right to upload; `upload_token` is the secret and is only known here. */
export interface UploadToken {
  readonly upload_token: string;
  readonly title: string;
  readonly description: string;
  readonly tags: string;
  readonly user_id: number;
  /** A number, a text of several numbers, or null. */
  readonly album_id: number | string | null;
  /** `t` or `f`. */
  readonly publish: string;
  readonly publish_date: string;
  readonly max_uploads: number;
  readonly valid_minutes: number;
  /** Seconds since 1970. */
  readonly valid_until: number;
  readonly return_url: string;
  readonly background_return_p: boolean;
  readonly absolute_url: string;
  /** Bytes; null when the limit of the site counts. */
  readonly max_file_size: number | null;
  readonly allowed_types: string;
}

/** A token without its secret. */
export interface ListedUploadToken extends Omit<UploadToken, 'upload_token'> {
  readonly upload_token_id: string;
  /** The last four characters of the secret. */
  readonly upload_token_hint: string;
  readonly completed_uploads: number;
  readonly revoked_p: boolean;
  readonly creation_date_epoch: number;
}

export type UploadState = 'receiving' | 'completed' | 'cancelled' | 'expired' | 'failed';

/** An upload, in progress or ended. */
export interface Upload {
  readonly upload_id: string;
  readonly upload_token_id: string;
  readonly state: UploadState;
  readonly filename: string;
  readonly identifier: string;
  /** Bytes. */
  readonly size: number;
  /** Bytes that are safely stored. */
  readonly received: number;
  readonly content_type: string;
  readonly photo_id: number | null;
  readonly error_code: string;
  readonly error_message: string;
  readonly creation_date_epoch: number;
  readonly last_activity_epoch: number;
  readonly completion_date_epoch: number | null;
}

/** An item of the archive; the API has more fields than are named here. */
export interface Photo {
  readonly photo_id: number;
  readonly title: string;
  readonly tree_id: number;
  readonly token: string;
  readonly published_p: boolean;
  readonly original_filename: string;
  readonly creation_date_epoch: number;
  readonly video_p: boolean;
  readonly audio_p: boolean;
  readonly user_id: number;
  readonly username: string;
  readonly content_text: string;
  readonly tags: readonly string[];
  readonly source_download: string;
  /** Bytes. */
  readonly source_size: number;
  readonly source_content_type: string;
  /** Hex; empty until it is computed. */
  readonly source_sha256: string;
}

export type KeyLevel = 'read' | 'write' | 'admin' | 'super';

/** A key without its secret. */
export interface Key {
  readonly key_id: string;
  readonly name: string;
  readonly level: KeyLevel;
  readonly user_id: number;
  /** The last four characters of the secret. */
  readonly key_hint: string;
  readonly revoked_p: boolean;
  readonly creation_date_epoch: number;
  readonly revocation_date_epoch: number | null;
}

/** A key at the moment it is made; `key` is the secret and is never shown again. */
export interface IssuedKey extends Key {
  readonly key: string;
}

/** An application that signs its requests with OAuth, without its secrets. */
export interface Consumer {
  readonly consumer_id: number;
  readonly consumer_key: string;
  readonly name: string;
  readonly level: KeyLevel;
  readonly user_id: number;
  readonly pingback_url: string;
  readonly revoked_p: boolean;
  readonly creation_date_epoch: number;
  readonly revocation_date_epoch: number | null;
}

/** A consumer at the moment it is made; its secrets are never shown again. */
export interface IssuedConsumer extends Consumer {
  readonly consumer_secret: string;
  /** Empty unless an access token was asked for. */
  readonly oauth_token: string;
  readonly oauth_token_secret: string;
}

/** What a site says of itself; the API has more fields than are named here. */
export interface Site {
  readonly site_id: number;
  readonly site_name: string;
  readonly domain: string;
  readonly site_url: string;
}

export type DeliveryState = 'pending' | 'held' | 'delivered' | 'failed';

/** One try of a delivery. */
export interface DeliveryAttempt {
  readonly date_epoch: number;
  readonly duration_ms: number;
  readonly status: number | null;
  readonly error: string;
}

/** A call that is or was owed to an application. */
export interface Delivery {
  readonly delivery_id: number;
  readonly upload_id: string;
  readonly photo_id: number | null;
  readonly url: string;
  readonly state: DeliveryState;
  readonly number_of_attempts: number;
  readonly next_attempt_epoch: number | null;
  readonly creation_date_epoch: number;
  readonly end_date_epoch: number | null;
  readonly attempts: readonly DeliveryAttempt[];
}

/** A subscription to events. */
export interface Webhook {
  readonly webhook_id: number;
  readonly event: string;
  readonly target_url: string;
  readonly state: 'active' | 'paused' | 'disabled';
  /** Why it is not active: `requested`, `failing` or `gone`. */
  readonly state_reason: string;
  readonly consumer_id: number | null;
  readonly failing_since_epoch: number | null;
  readonly previous_secret_until_epoch: number | null;
  readonly creation_date_epoch: number;
}

/** A webhook at the moment its secret is made; `secret` is never shown again, and empty when there was no new one. */
export interface IssuedWebhook extends Webhook {
  readonly secret: string;
}

/** One try of a message, with the beginning of the answer. */
export interface MessageAttempt extends DeliveryAttempt {
  readonly response: string;
}

/** An event that is or was owed to a webhook. */
export interface Message {
  readonly delivery_id: number;
  readonly webhook_id: number;
  readonly event: string;
  readonly event_id: string;
  readonly photo_id: number | null;
  readonly target_url: string;
  readonly state: DeliveryState;
  readonly number_of_attempts: number;
  readonly next_attempt_epoch: number | null;
  readonly creation_date_epoch: number;
  readonly end_date_epoch: number | null;
  readonly request: string;
  readonly attempts: readonly MessageAttempt[];
}
