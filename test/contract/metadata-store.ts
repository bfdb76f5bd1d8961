import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MetadataStore } from '../../src/metadata/store.ts';
import { archiveTests } from './metadata-archive.ts';
import { signInTests } from './metadata-sign-in.ts';
import { eventTests } from './metadata-events.ts';
import { captionTests } from './metadata-captions.ts';
import { insightTests } from './metadata-insight.ts';
import { mediaTests } from './metadata-media.ts';
import { doorTests } from './metadata-doors.ts';
import { listTests } from './metadata-lists.ts';
import { transactionTests } from './metadata-transactions.ts';
import { uploadTests } from './metadata-uploads.ts';
import { workTests } from './metadata-work.ts';

/** An opened store, and how to end it and what it leaves. */
export interface OpenedStore {
  readonly store: MetadataStore;
  close(): Promise<void>;
}

/** A test of the contract: a sentence, and what must hold for a fresh store. */
export type StoreTest = readonly [sentence: string, run: (store: MetadataStore) => Promise<void>];

/** What every metadata store must do. `open` gives a fresh one; `skip` names tests that an implementation cannot keep. */
export function testMetadataStore(
  open: () => Promise<OpenedStore>,
  { skip = [] }: { readonly skip?: readonly { readonly test: string; readonly reason: string }[] } = {},
): void {
  const groups: Record<string, readonly StoreTest[]> = {
    'tokens and uploads': uploadTests,
    'items, albums, users and keys': archiveTests,
    'who may do what': signInTests,
    'lists of the archive': listTests,
    'what is owed': workTests,
    'events and webhooks': eventTests,
    'open uploads, fetches and replaced files': doorTests,
    'media and renditions': mediaTests,
    captions: captionTests,
    'what people who look after the site see': insightTests,
    transactions: transactionTests,
  };
  for (const [name, tests] of Object.entries(groups)) {
    describe(`metadata store: ${name}`, () => {
      let opened: OpenedStore;
      beforeEach(async () => {
        opened = await open();
      });
      afterEach(() => opened.close());

      for (const [sentence, run] of tests) {
        const skipped = skip.find(({ test }) => test === sentence);
        const reason = skipped === undefined ? '' : ` (skipped: ${skipped.reason})`;
        test.skipIf(skipped !== undefined)(`${sentence}${reason}`, async () => {
          await run(opened.store);
          expect.hasAssertions();
        });
      }
    });
  }
}
