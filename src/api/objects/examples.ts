import type { UploadRecord } from '../../uploads/records.ts';
import type { SiteInfo } from '../declaration.ts';
import type { AlbumSource } from './album-fields.ts';
import type { DeliverySource } from './delivery-fields.ts';
import type { IssuedKey } from './key-fields.ts';
import type { OpenUploadSource } from './open-upload-fields.ts';
import type { PhotoSource } from './photo-source.ts';
import type { UserSource } from './user-fields.ts';
import type { IssuedToken } from './upload-token-fields.ts';

/** Things that the examples of the methods show; the documents are made from them. */

const NOON = Date.UTC(2026, 10, 1, 12, 0, 0);
const HOUR_MS = 3_600_000;
const caller = { level: 'write', userId: 2, keyId: '019ab3c2d4e7' } as const;
const owner = { userId: 2, username: 'owner', displayName: 'Owner', isHidden: false, createdAt: NOON };

export const exampleSite: SiteInfo = {
  domain: 'video.example.com',
  name: 'Example Videos',
  origin: 'https://video.example.com',
  httpUrl: 'http://video.example.com',
  httpsUrl: 'https://video.example.com',
};

export const exampleToken: IssuedToken = {
  secret: '7cLoqp9hJD1vXrT4mKzN8sWbY2fGaQeUiO5nRtVx',
  token: {
    id: '019ab3c2d4e5',
    purpose: 'upload',
    photoId: null,
    openUploadId: null,
    secretHash: '',
    secretHint: 'RtVx',
    metadata: {
      title: 'A holiday film',
      description: '',
      tags: ['holiday', 'sea'],
      albumIds: [7],
      publish: true,
    },
    publishAt: null,
    absoluteUrl: null,
    userId: 2,
    returnUrl: 'https://www.example.com/done?theme=green',
    isBackgroundReturn: false,
    maxUploads: 1,
    validMinutes: 180,
    validUntil: NOON + 3 * HOUR_MS,
    maxFileSize: null,
    allowedTypes: null,
    extras: [],
    completedCount: 0,
    revokedAt: null,
    createdAt: NOON,
    createdByKeyId: '019ab3c2d4e7',
  },
};

export const exampleReplaceToken: IssuedToken = {
  secret: exampleToken.secret,
  token: { ...exampleToken.token, purpose: 'replace', photoId: 60433 },
};

export const exampleAlbum: AlbumSource = {
  album: {
    albumId: 7,
    title: 'Holidays',
    description: 'Films of <b>holidays</b>',
    token: 'hT4mKzN8sWbY2fGaQeUiO5nRtVx7cLoq',
    isHidden: false,
    userId: 2,
    createdAt: NOON,
    editedAt: NOON,
  },
  owner,
  caller,
};

export const examplePhoto: PhotoSource = {
  photo: {
    photoId: 60433,
    treeId: 7340,
    token: 'zN8sWbY2fGaQeUiO5nRtVx7cLoqp9hJD',
    title: 'A holiday film',
    description: 'Two weeks <b>at sea</b>',
    tags: ['holiday', 'sea'],
    albumIds: [7],
    isPublished: true,
    publishAt: null,
    publishDueAt: null,
    isPromoted: false,
    isProtected: false,
    userId: 2,
    absoluteUrl: null,
    seoPolicy: '',
    is360: false,
    has360Thumbnail: false,
    variables: {},
    originalFilename: 'holiday.mp4',
    size: 73_400_320,
    contentType: 'video/mp4',
    kind: 'video',
    sha256: null,
    storageKey: '2026-11-01/019ab3c2d4e6',
    uploadId: '019ab3c2d4e6',
    uploadTokenId: '019ab3c2d4e5',
    createdAt: NOON,
    storedAt: NOON,
  },
  owner,
  albums: [exampleAlbum.album],
  protection: undefined,
  caller,
  missingFile: undefined,
  media: undefined,
  renditions: [],
  pendingTasks: [],
  uploader: undefined,
  urlPrefix: '',
  pagePrefix: '',
  hasCaptions: false,
  additions: [],
  variables: [],
};

export const exampleUser: UserSource = {
  account: {
    userId: 17_484,
    username: 'ernest',
    displayName: 'Ernest Hemmingway',
    email: 'ernest@example.com',
    fullName: 'Ernest Hemmingway',
    timezone: 'Europe/Copenhagen',
    isAdmin: false,
    type: 'full',
    isHidden: false,
    createdAt: NOON,
    lastLoginAt: null,
  },
  caller: { level: 'admin', userId: 2, keyId: '019ab3c2d4e7' },
  version: 1,
};

export const exampleUpload: UploadRecord = {
  id: '019ab3c2d4e6',
  tokenId: '019ab3c2d4e5',
  key: '',
  identifier: '73400320-holidaymp4',
  filename: 'holiday.mp4',
  relativePath: '',
  size: 73_400_320,
  state: 'receiving',
  ranges: [[0, 10_485_760]],
  hasSlot: true,
  storageKey: '',
  contentType: 'video/mp4',
  metadata: null,
  extras: [],
  returnContext: null,
  errorCode: null,
  errorDetails: {},
  photoId: null,
  finalAnswers: 0,
  createdAt: NOON,
  lastActivityAt: NOON,
  completedAt: null,
};

export const exampleOpenUpload: OpenUploadSource = {
  page: {
    openUploadId: 3,
    name: 'Send us your films',
    secretHash: '',
    sealedSecret: '',
    defaultPublish: false,
    mayChangeAlbum: false,
    mayChangeTags: true,
    mayChangePublish: false,
    requiresName: true,
    requiresEmail: true,
    isPublic: true,
    terms: 'You made the film yourself.',
    albumIds: [7],
    tags: ['competition'],
    maxFileSize: null,
    allowedTypes: null,
    userId: 2,
    createdAt: NOON,
  },
  token: 'zN8sWbY2fGaQeUiO5nRtVx7cLoqp9hJD1vXrT4mK',
  isManaged: true,
};

export const exampleKey: IssuedKey = {
  secret: 'sk_write_7cLoqp9hJD1vXrT4mKzN8sWbY2fGaQeUiO5nRtVx',
  key: {
    id: '019ab3c2d4e7',
    secretHash: '',
    secretHint: 'RtVx',
    name: 'Shop',
    level: 'write',
    userId: 2,
    createdAt: NOON,
    revokedAt: null,
  },
};

export const exampleDelivery: DeliverySource = {
  delivery: {
    kind: 'callback',
    id: 12,
    uploadId: '019ab3c2d4e6',
    photoId: 60433,
    url: 'https://www.example.com/done?theme=green&upload_token={upload_token}&photo_id=60433',
    sealedToken: '',
    state: 'delivered',
    attempts: 1,
    tries: 1,
    owedAt: NOON,
    nextAttemptAt: NOON,
    createdAt: NOON,
    endedAt: NOON + 1000,
  },
  attempts: [{ deliveryId: 12, at: NOON + 900, durationMs: 84, status: 200, error: null, response: null }],
};
