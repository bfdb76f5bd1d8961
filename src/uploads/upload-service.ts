import type { UploadRecord, UploadTokenRecord, ExtraParameter } from './records.ts';

/** What a client says about a file when it begins, or about the file of one of its chunks. */
export interface FileDescription {
  readonly identifier: string;
  readonly filename: string;
  readonly relativePath: string;
  readonly size: number;
}
export type { UploadRecord, UploadTokenRecord, ExtraParameter };
