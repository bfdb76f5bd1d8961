import { expect, it } from 'vitest';
import { describeReport, runCrashes } from './crash.ts';

it('keeps every promise through twenty crashes at random moments', { timeout: 300_000 }, async () => {
  const report = await runCrashes({ cycles: 20, seed: 23 });
  console.log(describeReport(report));
  expect(report.problems.slice(0, 20)).toEqual([]);
  expect(report.checkedAfterCrashes).toBeGreaterThan(20);
});
