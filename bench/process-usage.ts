import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** What a process and its children have used so far. Linux only. */
export interface Usage {
  readonly cpuSec: number;
  readonly peakRssMiB: number;
}

/** Reads the counters of a process tree from /proc. */
export function readUsage(pid: number): Usage {
  let cpuSec = 0;
  let peakRssMiB = 0;
  for (const member of processTree(pid)) {
    const fields = statFields(member);
    cpuSec += (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    const status = readFileSync(`/proc/${member}/status`, 'latin1');
    peakRssMiB += Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  }
  return { cpuSec, peakRssMiB };
}

/** Lets the peak of the resident size start anew. */
export function resetPeak(pid: number): void {
  for (const member of processTree(pid)) writeFileSync(`/proc/${member}/clear_refs`, '5');
}

function processTree(pid: number): number[] {
  const members = [pid];
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      if (members.includes(Number(statFields(Number(name))[1]))) members.push(Number(name));
    } catch {
      // The process ended while we looked.
    }
  }
  return members;
}

/** Fields of /proc/PID/stat from the state on: the name before it may hold anything. */
function statFields(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}
