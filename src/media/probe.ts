import type { MediaFacts } from '../archive/media-records.ts';
import type { JobHandler } from '../jobs/perform-job.ts';
import { createItemHandler, fileRenditions, type MediaDependencies } from './item-work.ts';
import { MediaRefused } from './media-refused.ts';
import { runOwnProgram } from './own-program.ts';
import type { ProbeReport, ProbeRequest } from './probe-program.ts';
import { probeWithFfprobe } from './ffprobe.ts';

/**
 * The job that finds out what a video or a sound is. Our own reader knows the usual formats; for others `ffprobe` is
 * asked, when it is there. The item is ready then: its file is all there is of it.
 */
export function createProbeHandler(deps: MediaDependencies): JobHandler {
  return createItemHandler(deps, async (item, folder, signal) => {
    const { storageKey, contentType } = item.photo;
    const path = deps.storage.localPath(storageKey);
    const { limits } = deps;
    const run = { folder, signal, timeoutMs: limits.timeoutMs, limits };
    const report = (await runOwnProgram(
      'probe-program',
      { path } satisfies ProbeRequest,
      run,
    )) as ProbeReport;
    const facts = 'facts' in report ? report.facts : await probeWithFfprobe(path, contentType, run);
    refuseEmpty(facts);
    await fileRenditions(deps, item, [], { patch: { ...facts, state: 'ready', reason: '' } });
  });
}

function refuseEmpty({ videoCodec, audioCodec }: MediaFacts): void {
  if (videoCodec === null && audioCodec === null)
    throw new MediaRefused('failed', 'The file holds neither pictures nor sound.');
}
