import type { ColumnType, Generated } from 'kysely';
import type { DoorSchema } from './schema-doors.ts';
import type { ArchiveSchema } from './schema-archive.ts';
import type { CaptionSchema } from './schema-captions.ts';
import type { InsightSchema } from './schema-insight.ts';
import type { MediaSchema } from './schema-media.ts';
import type { SignInSchema } from './schema-sign-in.ts';

/** A truth value. SQLite answers with 0 or 1, PostgreSQL with a boolean. */
type Flag = ColumnType<boolean | number, boolean, boolean>;

/** Chosen by the database, never written. */
type Computed<T> = ColumnType<T, never, never>;

/** Has a default, so that it may be left out. */
type Defaulted<T> = ColumnType<T, T | undefined, T>;

/** Times are epoch milliseconds; columns named in the comments of a table hold JSON text. */
export interface UsersTable {
  user_id: Generated<number>;
  username: string;
  display_name: string;
  is_hidden: Flag;
  created_at: number;
  email: Defaulted<string | null>;
  email_key: Defaulted<string | null>;
  full_name: Defaulted<string>;
  display_key: Defaulted<string>;
  password_hash: Defaulted<string | null>;
  timezone: Defaulted<string>;
  is_admin: ColumnType<boolean | number, boolean | undefined, boolean>;
  type: Defaulted<string>;
  last_login_at: Defaulted<number | null>;
}

/** How many users there are of each sort; kept by the database itself, never written here. */
export interface UserCountsTable {
  is_admin: ColumnType<boolean | number, never, never>;
  users: Computed<number>;
}

/** What a search looks through, folded: for everybody, and for those who may see it. */
export interface UserTextsTable {
  user_id: number;
  public_body: string;
  private_body: string;
}

export interface ApiKeysTable {
  id: string;
  secret_hash: string;
  secret_hint: string;
  name: string;
  level: string;
  user_id: number;
  created_at: number;
  revoked_at: number | null;
}

export interface BearerTokensTable {
  secret_hash: string;
  key_id: string;
  level: string;
  expires_at: number;
}

/** JSON: `metadata`, `allowed_types`, `extras`. */
export interface UploadTokensTable {
  id: string;
  secret_hash: string;
  secret_hint: string;
  metadata: string;
  publish_at: number | null;
  absolute_url: string | null;
  user_id: number;
  return_url: string;
  is_background_return: Flag;
  max_uploads: number;
  valid_minutes: number;
  valid_until: number;
  max_file_size: number | null;
  allowed_types: string | null;
  extras: string;
  completed_count: number;
  revoked_at: number | null;
  created_at: number;
  created_by_key_id: string | null;
  purpose: string;
  photo_id: number | null;
  open_upload_id: number | null;
}

/** JSON: `ranges`, `metadata`, `extras`, `return_context`, `error_details`. */
export interface UploadsTable {
  id: string;
  token_id: string;
  key: string;
  identifier: string;
  filename: string;
  relative_path: string;
  size: number;
  state: string;
  ranges: string;
  has_slot: Flag;
  storage_key: string;
  content_type: string | null;
  metadata: string | null;
  extras: string;
  return_context: string | null;
  error_code: string | null;
  error_details: string;
  photo_id: number | null;
  final_answers: number;
  created_at: number;
  last_activity_at: number;
  completed_at: number | null;
}

/** A subscription to events; `cursor` is the last event that it has got a delivery for, or needs none for. */
export interface WebhooksTable {
  id: Generated<number>;
  event: string;
  target_url: string;
  sealed_secret: string;
  previous_sealed_secret: string | null;
  previous_secret_until: number | null;
  state: string;
  state_reason: string;
  cursor: number;
  failing_since: number | null;
  consumer_id: number | null;
  created_at: number;
}

/**
 * Callbacks have an upload, messages of webhooks a webhook and an event. `due_at` is when a worker may take it: the
 * next attempt, or the end of a lease. `tries` counts the attempts since `owed_at`.
 */
export interface DeliveriesTable {
  id: Generated<number>;
  kind: string;
  upload_id: string | null;
  webhook_id: number | null;
  event_id: number | null;
  event_type: string | null;
  photo_id: number | null;
  url: string;
  sealed_token: string;
  state: string;
  attempts: number;
  tries: number;
  owed_at: number;
  next_attempt_at: number;
  due_at: number;
  created_at: number;
  ended_at: number | null;
}

export interface DeliveryAttemptsTable {
  id: Generated<number>;
  delivery_id: number;
  at: number;
  duration_ms: number;
  status: number | null;
  error: string | null;
  response: string | null;
}

/** `state` is `pending` or `failed` (given up); a job that is done is gone. `due_at` as for deliveries. */
export interface JobsTable {
  id: Generated<number>;
  kind: string;
  photo_id: number;
  state: string;
  attempts: number;
  due_at: number;
  error: string | null;
  created_at: number;
  class: string;
  priority: number;
  progress: number;
  claims: number;
}

/** JSON: `data`. */
export interface EventsTable {
  id: Generated<number>;
  type: string;
  upload_id: string | null;
  photo_id: number | null;
  album_id: number | null;
  at: number;
  data: string;
  upload_token_id: Defaulted<string | null>;
}

/** Every table of the metadata store, the same in every dialect. */
export interface Schema
  extends ArchiveSchema,
    MediaSchema,
    CaptionSchema,
    SignInSchema,
    DoorSchema,
    InsightSchema {
  users: UsersTable;
  user_counts: UserCountsTable;
  user_texts: UserTextsTable;
  api_keys: ApiKeysTable;
  bearer_tokens: BearerTokensTable;
  upload_tokens: UploadTokensTable;
  uploads: UploadsTable;
  webhooks: WebhooksTable;
  deliveries: DeliveriesTable;
  delivery_attempts: DeliveryAttemptsTable;
  jobs: JobsTable;
  events: EventsTable;
}
