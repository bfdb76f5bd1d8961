import type { Field } from '../fields.ts';

/** What became of a file. */
export interface RedeemedSource {
  readonly photoId: number;
  readonly treeId: number;
  readonly token: string;
}

/** The item made of an uploaded file (reference, A.2 and A.4): three fields in this order, in every form. */
export const redeemedFields: ReadonlyArray<Field<RedeemedSource>> = [
  {
    name: 'photo_id',
    kind: 'number',
    isNeverNull: true,
    help: 'Number of the item.',
    isChild: true,
    value: ({ photoId }) => photoId,
  },
  {
    name: 'tree_id',
    kind: 'number',
    isNeverNull: true,
    help: 'First part of the addresses of its files.',
    isChild: true,
    value: ({ treeId }) => treeId,
  },
  {
    name: 'token',
    kind: 'text',
    help: 'Opens the item together with its number.',
    isChild: true,
    value: ({ token }) => token,
  },
];

export const exampleRedeemed: RedeemedSource = {
  photoId: 60433,
  treeId: 7340,
  token: 'zN8sWbY2fGaQeUiO5nRtVx7cLoqp9hJD',
};
