import type { QueryKit } from '../kit.ts';
import type { Executor } from '../statement.ts';
import type { Records } from '../store.ts';
import { prepareAlbums } from './albums.ts';
import { prepareDeliveries } from './deliveries.ts';
import { prepareJobs } from './jobs.ts';
import { prepareKeys } from './keys.ts';
import { prepareOutbox } from './outbox.ts';
import { preparePhotos } from './photos.ts';
import { prepareTokens } from './tokens.ts';
import { prepareUploads } from './uploads.ts';
import { prepareUsers } from './users.ts';

/** Compiles every query once; the result gives all records over an executor, cheaply enough for each transaction. */
export function prepareRecords(kit: QueryKit): (run: Executor) => Records {
  const tokens = prepareTokens(kit);
  const uploads = prepareUploads(kit);
  const photos = preparePhotos(kit);
  const albums = prepareAlbums(kit);
  const users = prepareUsers(kit);
  const keys = prepareKeys(kit);
  const deliveries = prepareDeliveries(kit);
  const jobs = prepareJobs(kit);
  const outbox = prepareOutbox(kit);
  return (run) => ({
    tokens: tokens(run),
    uploads: uploads(run),
    photos: photos(run),
    albums: albums(run),
    users: users(run),
    keys: keys(run),
    deliveries: deliveries(run),
    jobs: jobs(run),
    outbox: outbox(run),
  });
}
