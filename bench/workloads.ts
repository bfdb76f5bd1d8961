const KiB = 2 ** 10;
const MiB = 2 ** 20;
const GiB = 2 ** 30;

/** One way of sending files. Sizes in bytes; `chunkBytes` 0 is the whole file in one request. */
export interface Workload {
  readonly title: string;
  readonly files: number;
  readonly fileBytes: number;
  readonly chunkBytes: number;
  readonly connections: number;
}

/** The workloads, by the letter that the published tables use. */
export const workloads: Readonly<Record<string, Workload>> = {
  a: {
    title: '1 file of 1 GiB, 1 MiB chunks, 1 connection',
    files: 1,
    fileBytes: GiB,
    chunkBytes: MiB,
    connections: 1,
  },
  b: {
    title: '1 file of 1 GiB, 8 MiB chunks, 1 connection',
    files: 1,
    fileBytes: GiB,
    chunkBytes: 8 * MiB,
    connections: 1,
  },
  c: { title: '1 file of 1 GiB in one request', files: 1, fileBytes: GiB, chunkBytes: 0, connections: 1 },
  d: {
    title: '64 clients, 16 MiB each, 1 MiB chunks',
    files: 64,
    fileBytes: 16 * MiB,
    chunkBytes: MiB,
    connections: 64,
  },
  e: {
    title: '2000 files of 64 KiB over 16 connections',
    files: 2000,
    fileBytes: 64 * KiB,
    chunkBytes: MiB,
    connections: 16,
  },
};
