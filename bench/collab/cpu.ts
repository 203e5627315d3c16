import { readdirSync, readFileSync } from 'node:fs';

/** On-CPU time of a process's threads, in microseconds. */
export interface CpuTime {
  /** The thread that runs the event loop. */
  readonly main: number;
  /** The thread that the probe has named so. */
  readonly store: number;
  /** Other worker threads, garbage collection, compilation, the thread pool. */
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

/** A process's own resident bytes; not pages of files (the store's), which the system takes back when it needs them. */
export function residentOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? NaN) * 1024;
}
