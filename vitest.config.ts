import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    passWithNoTests: false,
    // Two cores: databases, servers and browsers run beside the tests.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{src,test/contract,scripts,bench}/**/*.test.ts'],
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          // A real server and real clients: one file at a time, or they would fight for the processors.
          name: 'black box',
          include: ['test/{acceptance,browser,faults}/**/*.test.ts'],
          globalSetup: 'test/support/media-folder.ts',
          fileParallelism: false,
          testTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
