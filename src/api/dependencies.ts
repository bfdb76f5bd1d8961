import type { HttpRequest } from '../http/exchange.ts';
import type { AccountService } from '../access/accounts/account-service.ts';
import type { Authenticator } from '../access/authenticator.ts';
import type { BearerTokenService } from '../access/bearer-tokens.ts';
import type { KeyService } from '../access/key-service.ts';
import type { ConsumerService } from '../access/oauth/consumer-service.ts';
import type { SessionService } from '../access/sessions/session-service.ts';
import type { ArchiveService } from '../archive/archive-service.ts';
import type { AlbumRecords, PhotoRecord, UserRecords } from '../archive/records.ts';
import type { CallErrorCode } from '../callbacks/call-error.ts';
import type { DeliveryRecords } from '../callbacks/records.ts';
import type { Replay } from '../callbacks/replay.ts';
import type { WebhookService } from '../callbacks/webhook-service.ts';
import type { EventRecords } from '../events/records.ts';
import type { BodyLimits } from '../http/body.ts';
import type { Cors } from '../http/cors.ts';
import type { FieldLimits } from '../http/form-fields.ts';
import type { FetchRecords } from '../uploads/fetch-records.ts';
import type { GrantWish } from '../uploads/grants.ts';
import type { OpenUploadRecords } from '../uploads/open-upload-records.ts';
import type { OpenUploadService } from '../uploads/open-upload-service.ts';
import type { Clock } from '../uploads/ports.ts';
import type { TokenRecords, UploadRecords } from '../uploads/records.ts';
import type { SiteLimits } from '../uploads/admission.ts';
import type { UploadTokenService } from '../uploads/upload-token-service.ts';
import type { SiteInfo } from './declaration.ts';

/** What the API methods read directly; everything that changes something goes through a service. */
export interface ApiRecords {
  readonly albums: Pick<AlbumRecords, 'findMany'>;
  readonly users: Pick<UserRecords, 'find'>;
  readonly tokens: Pick<TokenRecords, 'findBySecretHash'>;
  readonly deliveries: Pick<DeliveryRecords, 'list' | 'listMessages' | 'attempts'>;
  readonly events: Pick<EventRecords, 'findMany'>;
  readonly uploads: Pick<UploadRecords, 'findMany'>;
  readonly fetches: Pick<FetchRecords, 'findMany'>;
  readonly openUploads: Pick<OpenUploadRecords, 'findFiles'>;
}

/** Uploads in progress and ended, for people who look after the site. */
export interface UploadsOverview {
  readonly list: UploadRecords['list'];
  readonly find: UploadRecords['find'];
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
  readonly keys: KeyService;
  readonly bearerTokens: BearerTokenService;
  readonly consumers: ConsumerService;
  readonly accounts: AccountService;
  readonly sessions: Pick<SessionService, 'createToken'>;
  readonly site: (request: HttpRequest) => SiteInfo;
  /** Which pages may call the methods from a browser. */
  readonly cors: Cors;
  /** Names of the site's own variables of items. */
  readonly customVariables: readonly string[];
  /** How much one request may say in its parameters, and how slowly. */
  readonly limits: FieldLimits & BodyLimits;
  readonly clock: Clock;
  readonly log: ApiLog;
}
