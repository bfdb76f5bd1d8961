import type { RedeemRequest } from '../../protocols/redeem/redeem-request.ts';
import type { Grants } from '../../uploads/grants.ts';
import type { Placeholders } from '../../uploads/placeholders.ts';
import type { UploadService } from '../../uploads/upload-service.ts';
import type { SiteInfo } from '../declaration.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Callers } from './callers.ts';

/** What the doors work with. */
export interface DoorDependencies {
  readonly api: ApiDependencies;
  readonly uploads: UploadService;
  readonly grants: Grants;
  readonly placeholders: Placeholders;
  readonly callers: Callers;
  readonly siteOf: (request: RedeemRequest) => SiteInfo;
}
