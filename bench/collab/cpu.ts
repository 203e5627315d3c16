import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** On-CPU time of a process's threads, in microseconds. */
export interface CpuTime {
  /** The thread that runs the event loop. */
  readonly main: number;
  /** Worker threads that the probe has named. */
  readonly store: number;
  /** Garbage collection, compilation, the thread pool. */
  readonly other: number;
}

const noTime: CpuTime = { main: 0, store: 0, other: 0 };

/**
 * CPU time that a process has taken so far, by the kernel's count in nanoseconds (proc(5), schedstat). Threads that
 * have ended are left out; Node's live as long as it does.
 */
export function cpuOf(pid: number): CpuTime {
  const time = { ...noTime };
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const folder = `/proc/${pid}/task/${thread}`;
    const microseconds = Number(readFileSync(`${folder}/schedstat`, 'utf8').split(' ')[0]) / 1000;
    if (thread === String(pid)) time.main += microseconds;
    else if (readFileSync(`${folder}/comm`, 'utf8').trim() === 'store') time.store += microseconds;
    else time.other += microseconds;
  }
  return time;
}

export const addTimes = (left: CpuTime, right: CpuTime): CpuTime => ({
  main: left.main + right.main,
  store: left.store + right.store,
  other: left.other + right.other,
});

export const timeBetween = (before: CpuTime, after: CpuTime): CpuTime => ({
  main: after.main - before.main,
  store: after.store - before.store,
  other: after.other - before.other,
});

export const totalOf = ({ main, store, other }: CpuTime): number => main + store + other;

export interface ResidentMemory {
  /** The process's own resident bytes; not pages of files, which the system takes back when it needs them. */
  readonly resident: number;
  /** The most that was resident, pages of files included, since {@link forgetPeak}. */
  readonly peak: number;
}

export function memoryOf(pid: number): ResidentMemory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? NaN) * 1024;
  return { resident: bytes('RssAnon'), peak: bytes('VmHWM') };
}

/** Lets the kernel count the peak of resident memory anew (proc(5), clear_refs). */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}
