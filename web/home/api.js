/**
 * A refusal by the server, in its own words.
 */
export class ApiError extends Error {
  /** @param {string} message @param {number} status 0 when there was no answer */
  constructor(message, status) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }
}

/**
 * What a new token is asked to allow. An empty text means that the parameter is left out.
 *
 * @typedef {object} TokenWishes
 * @property {number} maxUploads
 * @property {number} validMinutes
 * @property {string} title
 * @property {string} allowedTypes families, comma-separated, or `*`
 * @property {number | null} maxFileSize bytes
 *
 * @typedef {object} UploadToken
 * @property {string} secret
 * @property {number} maxUploads
 * @property {number} validUntil epoch milliseconds
 * @property {string} allowedTypes
 * @property {number | null} maxFileSize
 * @property {string} request the address that was asked, for showing how it is done
 */

/** Resolves when the server answers an API call. */
export async function pingServer() {
  await callApi('/api/2/site/get', {});
}

/**
 * @param {string} ownerKey
 * @param {TokenWishes} wishes
 * @returns {Promise<UploadToken>}
 */
export async function makeToken(ownerKey, wishes) {
  const request = tokenAddress(wishes);
  const data = await callApi(request, { authorization: `Bearer ${ownerKey}` });
  return {
    secret: String(data.upload_token),
    maxUploads: Number(data.max_uploads),
    validUntil: Number(data.valid_until) * 1000,
    allowedTypes: wishes.allowedTypes,
    maxFileSize: wishes.maxFileSize,
    request,
  };
}

/** @param {TokenWishes} wishes @returns {string} */
function tokenAddress(wishes) {
  const parameters = new URLSearchParams({
    max_uploads: String(wishes.maxUploads),
    valid_minutes: String(wishes.validMinutes),
  });
  if (wishes.title !== '') parameters.set('title', wishes.title);
  if (wishes.allowedTypes !== '') parameters.set('allowed_types', wishes.allowedTypes);
  if (wishes.maxFileSize !== null) parameters.set('max_file_size', String(wishes.maxFileSize));
  return `/api/2/photo/get-upload-token?${parameters}`;
}

/**
 * @param {string} address
 * @param {Record<string, string>} headers
 * @returns {Promise<Record<string, unknown>>} the `data` of the answer
 */
async function callApi(address, headers) {
  const response = await fetch(address, { headers, cache: 'no-store' }).catch(() => null);
  if (response === null)
    throw new ApiError('The server cannot be reached. Check that Slipway is running, then try again.', 0);
  const answer = await response.json().catch(() => null);
  if (answer?.status === 'ok') return answer.data;
  const message =
    typeof answer?.message === 'string'
      ? answer.message
      : `The server answered with HTTP ${response.status}.`;
  throw new ApiError(message, response.status);
}
