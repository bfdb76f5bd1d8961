import type { ChunkBounds } from './chunk-size.ts';
import type { UploadRight } from './upload-target.ts';

/** What a right to upload allows. Sizes in bytes. */
export interface UploadLimits extends ChunkBounds {
  /** Whether a file may begin now, and why not. */
  readonly state: 'open' | 'expired' | 'used_up' | 'revoked' | 'invalid';
  readonly maxFileSize: number;
  /** Families (`video`) or MIME types; `*` is any. */
  readonly allowedTypes: readonly string[];
  /** How many files may still be sent; `undefined` is no limit. */
  readonly usesLeft: number | undefined;
  /** Until when a file may begin, epoch milliseconds; `undefined` is for ever. */
  readonly validUntil: number | undefined;
}

/** Files wait for the limits, but not for ever. */
const PATIENCE_MS = 8000;

/** While nothing is known, nothing is refused: the server does that. */
export const unknownLimits: UploadLimits = {
  state: 'open',
  maxFileSize: Number.MAX_SAFE_INTEGER,
  allowedTypes: ['*'],
  usesLeft: undefined,
  validUntil: undefined,
  minChunkBytes: 1,
  maxChunkBytes: Number.MAX_SAFE_INTEGER,
};

/** Why a file is not even tried. */
export type LimitProblem = 'too_large' | 'empty' | 'wrong_type' | 'too_many';

/** Asks what a token allows. Undefined when the server did not say. */
export async function fetchLimits(endpoint: string, right: UploadRight): Promise<UploadLimits | undefined> {
  if (right.kind === 'open') return undefined;
  try {
    // A form, so that the token stands in no address, and other origins need no preflight.
    const body = new URLSearchParams({ upload_token: right.token });
    const answer = await fetch(`${endpoint}/api/2/upload-token/get`, {
      method: 'POST',
      body,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const { data, code } = (await answer.json()) as { data?: Record<string, unknown>; code?: string };
    if (code === 'permission_denied') return { ...unknownLimits, state: 'invalid' };
    return data && answer.ok ? readLimits(data) : undefined;
  } catch {
    return undefined;
  }
}

/** Limits as the server writes them. */
export function readLimits(data: Readonly<Record<string, unknown>>): UploadLimits {
  const number = (name: string) => (typeof data[name] === 'number' ? data[name] : undefined);
  const until = number('valid_until');
  const types = data['allowed_types'];
  return {
    state: (data['state'] as UploadLimits['state'] | undefined) ?? 'open',
    maxFileSize: number('max_file_size') ?? unknownLimits.maxFileSize,
    allowedTypes: typeof types === 'string' ? types.split(',') : ['*'],
    usesLeft: number('uses_left'),
    validUntil: until === undefined ? undefined : until * 1000,
    minChunkBytes: number('min_chunk_bytes') ?? unknownLimits.minChunkBytes,
    maxChunkBytes: number('max_chunk_bytes') ?? unknownLimits.maxChunkBytes,
  };
}

/** Why a file cannot be sent, as far as that is certain before: types that nobody knows are left to the server. */
export function findLimitProblem(
  file: { readonly size: number; readonly type: string },
  { maxFileSize, allowedTypes }: UploadLimits,
): LimitProblem | undefined {
  if (file.size > maxFileSize) return 'too_large';
  const acceptsAny = allowedTypes.includes('*');
  if (file.size === 0 && !acceptsAny) return 'empty';
  const isKnown = /^(?:video|image|audio|text)\//.test(file.type) || file.type === 'application/pdf';
  if (acceptsAny || !isKnown || allowedTypes.some((allowed) => covers(allowed, file.type))) return undefined;
  // Names of one format differ between systems: within a family only the server can tell.
  const family = file.type.split('/', 1)[0] ?? '';
  return allowedTypes.some((allowed) => allowed.split('/', 1)[0] === family) ? undefined : 'wrong_type';
}

function covers(allowed: string, type: string): boolean {
  return type === allowed || type.startsWith(`${allowed.replace(/\/\*$/, '')}/`);
}

/** The value of `accept` for a file input; empty accepts anything. */
export function acceptOf({ allowedTypes }: UploadLimits): string {
  if (allowedTypes.includes('*')) return '';
  return allowedTypes.map((type) => (type.includes('/') ? type : `${type}/*`)).join(',');
}
