import { statfsSync } from 'node:fs';
import { commandError, type CommandError } from '../errors.ts';

/** Room that stays free: LMDB writes whole pages, and moves those above what is changed. */
const RESERVE_BYTES = 64 * 1024 * 1024;
/** Pages take more room than what is put into them. */
const PAGE_OVERHEAD = 3;

/** A commit that would not fit: all of it has to be undone. */
export class NoSpaceError extends Error {
  override name = 'NoSpaceError';
}

/**
 * The room for data. LMDB doesn't survive a disk that is full (a failed commit may end the process), so a commit for
 * which there may be no room isn't begun; when there is room again, writes go on.
 */
export class DiskSpace {
  private readonly freeBytes: () => number;
  private left = 0;

  /** `freeBytes` says how many bytes are free; without it the file system of `path` does. */
  constructor(path: string, freeBytes?: () => number) {
    this.freeBytes =
      freeBytes ??
      ((): number => {
        const { bavail, bsize } = statfsSync(path);
        return bavail * bsize;
      });
  }

  /** Before a commit: the error for those who would write, if there is no room. */
  begin(): CommandError | undefined {
    this.left = this.freeBytes() - RESERVE_BYTES / 2;
    return this.left < RESERVE_BYTES / 2 ? outOfDiskSpace() : undefined;
  }

  /** Counts what is put. Throws NoSpaceError. */
  take(bytes: number): void {
    this.left -= bytes * PAGE_OVERHEAD;
    if (this.left < 0) throw new NoSpaceError('the disk is full');
  }
}

export function outOfDiskSpace(): CommandError {
  return commandError('OutOfDiskSpace', 'The disk is full: nothing was written. Reading goes on.');
}
