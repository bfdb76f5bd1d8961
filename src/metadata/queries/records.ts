import type { SignInRecords } from '../../access/sign-in-records.ts';
import type { QueryKit } from '../kit.ts';
import type { Executor } from '../statement.ts';
import type { Records } from '../store.ts';
import { prepareAccounts } from './accounts.ts';
import { prepareAlbums } from './albums.ts';
import { prepareAudit } from './audit.ts';
import { prepareBearerTokens } from './bearer-tokens.ts';
import { prepareCaptions } from './captions.ts';
import { prepareConsumers } from './consumers.ts';
import { prepareDeliveries } from './deliveries.ts';
import { prepareEvents } from './events.ts';
import { prepareFetches } from './fetches.ts';
import { prepareJobs } from './jobs.ts';
import { prepareKeys } from './keys.ts';
import { prepareMedia, prepareRenditions } from './media.ts';
import { prepareMessages } from './messages.ts';
import { prepareAccessTokens, prepareNonces, prepareRequestTokens } from './oauth-tokens.ts';
import { prepareOpenUploads } from './open-uploads.ts';
import { prepareOutbox } from './outbox.ts';
import { preparePhotos } from './photos.ts';
import { prepareSessions, prepareSignInTokens } from './sessions.ts';
import { prepareProtections } from './protections.ts';
import { prepareStatistics } from './statistics.ts';
import { prepareTags } from './tags.ts';
import { prepareTokens } from './tokens.ts';
import { prepareUpdateTokens } from './update-tokens.ts';
import { prepareUploads } from './uploads.ts';
import { prepareUsers } from './users.ts';
import { prepareWebhooks } from './webhooks.ts';

/** Compiles every query once; the result gives all records over an executor, cheaply enough for each transaction. */
export function prepareRecords(kit: QueryKit): (run: Executor) => Records {
  const tokens = prepareTokens(kit);
  const uploads = prepareUploads(kit);
  const photos = preparePhotos(kit);
  const media = prepareMedia(kit);
  const renditions = prepareRenditions(kit);
  const captions = prepareCaptions(kit);
  const albums = prepareAlbums(kit);
  const tags = prepareTags(kit);
  const updateTokens = prepareUpdateTokens(kit);
  const protections = prepareProtections(kit);
  const users = prepareUsers(kit);
  const keys = prepareKeys(kit);
  const signIn = prepareSignIn(kit);
  const deliveries = prepareDeliveries(kit);
  const messages = prepareMessages(kit);
  const webhooks = prepareWebhooks(kit);
  const events = prepareEvents(kit);
  const jobs = prepareJobs(kit);
  const outbox = prepareOutbox(kit);
  const openUploads = prepareOpenUploads(kit);
  const fetches = prepareFetches(kit);
  const statistics = prepareStatistics(kit);
  const audit = prepareAudit(kit);
  return (run) => ({
    tokens: tokens(run),
    uploads: uploads(run),
    photos: photos(run),
    media: media(run),
    renditions: renditions(run),
    captions: captions(run),
    albums: albums(run),
    tags: tags(run),
    updateTokens: updateTokens(run),
    protections: protections(run),
    users: users(run),
    keys: keys(run),
    ...signIn(run),
    deliveries: deliveries(run),
    messages: messages(run),
    webhooks: webhooks(run),
    events: events(run),
    jobs: jobs(run),
    outbox: outbox(run),
    openUploads: openUploads(run),
    fetches: fetches(run),
    statistics: statistics(run),
    audit: audit(run),
  });
}

/** The records of who may do what. */
function prepareSignIn(kit: QueryKit) {
  const accounts = prepareAccounts(kit);
  const bearerTokens = prepareBearerTokens(kit);
  const consumers = prepareConsumers(kit);
  const accessTokens = prepareAccessTokens(kit);
  const requestTokens = prepareRequestTokens(kit);
  const nonces = prepareNonces(kit);
  const signInTokens = prepareSignInTokens(kit);
  const sessions = prepareSessions(kit);
  return (run: Executor): SignInRecords => ({
    accounts: accounts(run),
    bearerTokens: bearerTokens(run),
    consumers: consumers(run),
    accessTokens: accessTokens(run),
    requestTokens: requestTokens(run),
    nonces: nonces(run),
    signInTokens: signInTokens(run),
    sessions: sessions(run),
  });
}
