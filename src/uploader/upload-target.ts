/** Where files of one right to upload go, and what every request says beside the chunk. */
export interface UploadTarget {
  /** The address of chunk requests. */
  readonly address: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The right to upload: a token, or an open upload with what its uploader says. */
export type UploadRight =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'open';
      readonly openUploadId: string;
      readonly token: string;
      /** Such as `title`, `content`, `tags`, `uploader_name`, `uploader_email`. */
      readonly fields: Readonly<Record<string, string>>;
    };

/** The target of a right on the server at `endpoint`, an address without a slash at its end. */
export function targetOf(endpoint: string, right: UploadRight): UploadTarget {
  if (right.kind === 'token') {
    return {
      address: `${endpoint}/api/2/photo/redeem-upload-token`,
      parameters: { upload_token: right.token },
    };
  }
  return {
    address: `${endpoint}/api/2/openupload/upload-file`,
    parameters: { ...right.fields, token_upload_id: right.openUploadId, token: right.token },
  };
}
