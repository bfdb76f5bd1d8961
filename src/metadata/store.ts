import type { ApiKeyRecords } from '../access/records.ts';
import type { SignInRecords } from '../access/sign-in-records.ts';
import type { ProtectionRecords, UpdateTokenRecords } from '../archive/access-records.ts';
import type { CaptionRecords } from '../archive/captions/caption-records.ts';
import type { MediaRecords, RenditionRecords } from '../archive/media-records.ts';
import type { AlbumRecords, PhotoRecords, TagRecords, UserRecords } from '../archive/records.ts';
import type { DeliveryRecords, MessageRecords } from '../callbacks/records.ts';
import type { WebhookRecords } from '../callbacks/webhook-records.ts';
import type { EventRecords } from '../events/records.ts';
import type { AuditRecords, StatisticsRecords } from '../insight/records.ts';
import type { JobRecords } from '../jobs/records.ts';
import type { FetchRecords } from '../uploads/fetch-records.ts';
import type { OpenUploadRecords } from '../uploads/open-upload-records.ts';
import type { Outbox, TransactionOptions } from '../uploads/ports.ts';
import type { TokenRecords, UploadRecords } from '../uploads/records.ts';

/** Every kind of record. The parts of the program see only the slices that their own ports name. */
export interface Records extends SignInRecords {
  readonly tokens: TokenRecords;
  readonly uploads: UploadRecords;
  readonly photos: PhotoRecords;
  readonly media: MediaRecords;
  readonly renditions: RenditionRecords;
  readonly captions: CaptionRecords;
  readonly albums: AlbumRecords;
  readonly tags: TagRecords;
  readonly updateTokens: UpdateTokenRecords;
  readonly protections: ProtectionRecords;
  readonly users: UserRecords;
  readonly keys: ApiKeyRecords;
  readonly deliveries: DeliveryRecords;
  readonly messages: MessageRecords;
  readonly webhooks: WebhookRecords;
  readonly events: EventRecords;
  readonly jobs: JobRecords;
  readonly outbox: Outbox;
  readonly openUploads: OpenUploadRecords;
  readonly fetches: FetchRecords;
  readonly statistics: StatisticsRecords;
  readonly audit: AuditRecords;
}

/** Records with transactions, no rules. Any trouble with the database is `UploadError('records_unavailable')`. */
export interface MetadataStore {
  /** Reads outside a transaction; may see what is committed but not yet durable (see `durable`). */
  readonly read: Records;
  /**
   * Runs `work` alone and commits; when it throws, nothing of it remains and the error is passed on. Resolves once
   * the commit is durable (survives power loss). Many commits share one sync. `work` must only await the records.
   */
  transaction<T>(work: (tx: Records) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Resolves once everything that `read` can see is durable. Cheap when nothing is under way. */
  durable(): Promise<void>;
  /** Throws when the database does not answer. */
  check(): Promise<void>;
  close(): Promise<void>;
}
