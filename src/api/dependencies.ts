import type { HttpRequest } from '../http/exchange.ts';
import type { AccountService } from '../access/accounts/account-service.ts';
import type { Authenticator } from '../access/authenticator.ts';
import type { BearerTokenService } from '../access/bearer-tokens.ts';
import type { KeyService } from '../access/key-service.ts';
import type { ConsumerService } from '../access/oauth/consumer-service.ts';
import type { SessionService } from '../access/sessions/session-service.ts';
import type { ArchiveService } from '../archive/archive-service.ts';
import type { Frames, FrameThumbnails } from '../archive/frames.ts';
import type { MediaRecords, RenditionRecords } from '../archive/media-records.ts';
import type { AlbumRecords, PhotoRecord, UserRecords } from '../archive/records.ts';
import type { CallErrorCode } from '../callbacks/call-error.ts';
import type { DeliveryRecords } from '../callbacks/records.ts';
import type { Replay } from '../callbacks/replay.ts';
import type { WebhookService } from '../callbacks/webhook-service.ts';
import type { EventRecords } from '../events/records.ts';
import type { AuditTrail } from '../insight/audit-trail.ts';
import type { Statistics } from '../insight/statistics.ts';
import type { BodyLimits } from '../http/body.ts';
import type { Cors } from '../http/cors.ts';
import type { FieldLimits } from '../http/form-fields.ts';
import type { FetchRecords } from '../uploads/fetch-records.ts';
import type { GrantWish } from '../uploads/grants.ts';
import type { OpenUploadRecords } from '../uploads/open-upload-records.ts';
import type { OpenUploadService } from '../uploads/open-upload-service.ts';
import type { Clock } from '../uploads/ports.ts';
import type { TokenRecords, UploadRecord, UploadRecords } from '../uploads/records.ts';
import type { UploadProgress } from '../uploads/upload-activity.ts';
import type { SiteLimits } from '../uploads/admission.ts';
import type { UploadTokenService } from '../uploads/upload-token-service.ts';
import type { SiteInfo } from './declaration.ts';

/** What the API methods read directly; everything that changes something goes through a service. */
export interface ApiRecords {
  readonly albums: Pick<AlbumRecords, 'findMany'>;
  readonly users: Pick<UserRecords, 'find'>;
  readonly tokens: Pick<TokenRecords, 'find' | 'findBySecretHash'>;
  readonly deliveries: Pick<DeliveryRecords, 'list' | 'listMessages' | 'attempts'>;
  readonly events: Pick<EventRecords, 'findMany' | 'latest'>;
  readonly uploads: Pick<UploadRecords, 'findMany'>;
  readonly fetches: Pick<FetchRecords, 'findMany'>;
  readonly openUploads: Pick<OpenUploadRecords, 'findFiles'>;
  readonly media: Pick<MediaRecords, 'find' | 'findMany'>;
  readonly renditions: Pick<RenditionRecords, 'findMany'>;
  readonly jobs: PendingJobs;
}

/** Work on items that is not done yet; progress is in percent. */
export interface PendingJobs {
  pendingOf(
    photoIds: readonly number[],
    jobClass: 'media' | 'encode',
  ): Promise<ReadonlyArray<{ readonly photoId: number; readonly kind: string; readonly progress: number }>>;
}

/** Uploads in progress and ended, for people who look after the site. */
export interface UploadsOverview {
  readonly list: UploadRecords['list'];
  readonly find: UploadRecords['find'];
  /** The upload of a token that takes bytes, with that identifier if one is given; the newest of several. */
  findReceiving(tokenId: string, identifier: string | undefined): Promise<UploadRecord | undefined>;
  /** What an upload is doing right now; undefined when nobody has written to it lately. */
  progressOf(uploadId: string): UploadProgress | undefined;
  /** Ends a receiving upload and frees its bytes; one that has ended is left as it is. */
  cancel(uploadId: string): Promise<void>;
}

/** What the site allows of files and chunks. Sizes in bytes. */
export interface UploadBounds extends SiteLimits {
  readonly minChunkBytes: number;
  readonly maxChunkBytes: number;
}

/** Where trouble that nobody foresaw is written. */
export interface ApiLog {
  error(
    details: { readonly err: unknown; readonly requestId: string; readonly method: string },
    message: string,
  ): void;
}

/** Files that the server fetches itself. */
export interface Fetching {
  /** Why an address will certainly be refused, if that is known without a look-up. */
  refusal(url: string): CallErrorCode | undefined;
  /** Makes the item, whose file comes later. Fails with `ArchiveError` `invalid_album`. */
  begin(wish: GrantWish, url: string, filename: string): Promise<PhotoRecord>;
}

/** Everything the API methods work with. */
export interface ApiDependencies {
  readonly store: { readonly read: ApiRecords };
  readonly tokens: UploadTokenService;
  readonly archive: ArchiveService;
  readonly uploads: UploadsOverview;
  readonly uploadBounds: UploadBounds;
  readonly authenticator: Authenticator;
  readonly webhooks: WebhookService;
  readonly replay: Replay;
  readonly openUploads: OpenUploadService;
  readonly fetching: Fetching;
  readonly frames: Frames;
  readonly thumbnails: FrameThumbnails;
  readonly keys: KeyService;
  readonly bearerTokens: BearerTokenService;
  readonly consumers: ConsumerService;
  readonly accounts: AccountService;
  readonly sessions: Pick<SessionService, 'createToken'>;
  readonly statistics: Pick<Statistics, 'list'>;
  readonly audit: AuditTrail;
  readonly site: (request: HttpRequest) => SiteInfo;
  /** The address that a request came from. */
  readonly addressOf: (request: HttpRequest) => string;
  /** Which pages may call the methods from a browser. */
  readonly cors: Cors;
  /** Origin that files are served from, if it is another one than the site's; empty otherwise. */
  readonly fileOrigin: string;
  /** Names of the site's own variables of items. */
  readonly customVariables: readonly string[];
  /** How much one request may say in its parameters, and how slowly. */
  readonly limits: FieldLimits & BodyLimits;
  readonly clock: Clock;
  readonly log: ApiLog;
}
