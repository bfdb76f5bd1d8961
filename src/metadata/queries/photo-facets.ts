import type { MediaKind, PhotoFilter } from '../../archive/records.ts';

/** The order is that of the bits 0 and 1 of a facet. */
const kinds: readonly MediaKind[] = ['video', 'image', 'audio', 'other'];

/** The bits of `photos.facet`, `photo_tags.facet` and so on (migration 3). */
const flagBits = {
  isPublished: 4,
  isPromoted: 8,
  isProtected: 16,
  isTagged: 32,
  isAlbummed: 64,
  isPlaceholder: 128,
} as const satisfies Partial<Record<keyof PhotoFilter, number>>;

type FacetFlag = keyof typeof flagBits;

/** What a facet tells of an item. */
export type FacetFields = Readonly<Record<FacetFlag, boolean>> & { readonly kind: MediaKind };

/** The facet with the given fields changed; the facet of a new item when all are given. */
export function changeFacet(facet: number, { kind, ...flags }: Partial<FacetFields>): number {
  let changed = kind === undefined ? facet : (facet & ~3) | kinds.indexOf(kind);
  for (const [name, isSet] of Object.entries(flags)) {
    const bit = flagBits[name as FacetFlag];
    changed = isSet ? changed | bit : changed & ~bit;
  }
  return changed;
}

/** Whether a facet has a flag. */
export function hasFlag(facet: number, flag: FacetFlag): boolean {
  return (facet & flagBits[flag]) !== 0;
}

/** The bit of a flag, for statements that set it. */
export function bitOf(flag: FacetFlag): number {
  return flagBits[flag];
}

/**
 * What a filter wants of a facet: the flags of `mask` must be as in `flags`, and the kind must be one of `kinds`, a set
 * of bits.
 */
export interface FacetTest {
  readonly mask: number;
  readonly flags: number;
  readonly kinds: number;
}

/** The part of a filter that facets tell. */
export function facetTestOf(filter: PhotoFilter): FacetTest {
  let mask = 0;
  let flags = 0;
  for (const [name, bit] of Object.entries(flagBits)) {
    const wanted = filter[name as FacetFlag];
    if (wanted === undefined) continue;
    mask |= bit;
    if (wanted) flags |= bit;
  }
  return { mask, flags, kinds: kindsOf(filter) };
}

/** Whether items of this facet are wanted. */
export function passesFacet(facet: number, test: FacetTest): boolean {
  const kind = facet & 3;
  return (facet & test.mask) === test.flags && ((test.kinds >> kind) & 1) === 1;
}

function kindsOf({ kind, exceptKinds = [] }: PhotoFilter): number {
  const wanted = kinds.filter(
    (candidate) => (kind === undefined || candidate === kind) && !exceptKinds.includes(candidate),
  );
  return wanted.reduce((set, candidate) => set | (1 << kinds.indexOf(candidate)), 0);
}
