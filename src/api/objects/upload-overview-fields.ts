import type { Range } from '../../uploads/byte-ranges.ts';
import type { UploadRecord, UploadTokenRecord } from '../../uploads/records.ts';
import type { UploadProgress } from '../../uploads/upload-activity.ts';
import { type Field, liftField, toWireObject } from '../fields.ts';
import { epochField } from './date-fields.ts';
import { exampleToken, exampleUpload } from './examples.ts';
import { uploadFields } from './upload-fields.ts';

/** An upload, what it is doing right now, and the token that it came with. */
export interface UploadOverview {
  readonly upload: UploadRecord;
  readonly progress: UploadProgress | undefined;
  readonly token: UploadTokenRecord | undefined;
  readonly isStuck: boolean;
  /** Whether the ranges were asked for. */
  readonly showsRanges: boolean;
}

/** An unfinished upload to which nothing came for this long is stuck. */
const STUCK_MS = 60_000;

const rangeFields: ReadonlyArray<Field<Range>> = [
  { name: 'start', kind: 'number', isNeverNull: true, help: 'The first byte.', value: ([start]) => start },
  {
    name: 'end',
    kind: 'number',
    isNeverNull: true,
    help: 'The byte after the last.',
    value: ([, end]) => end,
  },
];

const recordFields = uploadFields.map((field) =>
  field.name === 'last_activity_epoch'
    ? epochField('last_activity_epoch', field.help, lastActivity)
    : liftField(field, ({ upload }: UploadOverview) => upload),
);

export const uploadOverviewFields: ReadonlyArray<Field<UploadOverview>> = [
  ...recordFields,
  {
    name: 'bytes_per_second',
    kind: 'number',
    isNeverNull: true,
    help: 'How fast bytes came lately; 0 when none come.',
    value: ({ progress }) => progress?.bytesPerSecond ?? 0,
  },
  {
    name: 'connections',
    kind: 'number',
    isNeverNull: true,
    help: 'Requests that bring bytes of it now.',
    value: ({ progress }) => progress?.connections ?? 0,
  },
  {
    name: 'stuck_p',
    kind: 'flag',
    help: 'Whether it is unfinished, and no byte of it came for a minute.',
    value: ({ isStuck }) => isStuck,
  },
  {
    name: 'token_title',
    kind: 'text',
    help: 'The title that the token gives to items; empty when it gives none.',
    value: ({ token }) => token?.metadata.title ?? '',
  },
  {
    name: 'token_hint',
    kind: 'text',
    help: 'The last four characters of the token; empty when none was shown.',
    value: ({ token }) => token?.secretHint ?? '',
  },
  {
    name: 'ranges',
    kind: 'objects',
    fields: rangeFields,
    help: 'The parts of the file that are safely stored, if `include_ranges_p` asks for them.',
    isPresent: ({ showsRanges }) => showsRanges,
    value: ({ upload }, version) => upload.ranges.map((range) => toWireObject(rangeFields, range, version)),
  },
];

function lastActivity({ upload, progress }: Pick<UploadOverview, 'upload' | 'progress'>): number {
  return Math.max(upload.lastActivityAt, progress?.lastActivityAt ?? 0);
}

/** Puts together what is known of an upload. */
export function overviewOf(known: Omit<UploadOverview, 'isStuck'>, now: number): UploadOverview {
  const isStuck = known.upload.state === 'receiving' && now - lastActivity(known) > STUCK_MS;
  return { ...known, isStuck };
}

export const exampleUploadOverview: UploadOverview = {
  upload: exampleUpload,
  progress: {
    uploadId: exampleUpload.id,
    tokenId: exampleUpload.tokenId,
    filename: exampleUpload.filename,
    size: exampleUpload.size,
    received: 10_485_760,
    bytesPerSecond: 2_621_440,
    connections: 3,
    lastActivityAt: exampleUpload.lastActivityAt,
  },
  token: exampleToken.token,
  isStuck: false,
  showsRanges: true,
};
