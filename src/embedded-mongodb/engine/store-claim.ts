import { mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkFormat, readFormat, StoreError, writeFormat } from './store-format.ts';

const CLAIM_FILE = 'process.lock';

/** The right of this process to use a store. */
export interface StoreClaim {
  release(): void;
}

interface ClaimRecord {
  pid: number;
  /** When the process started, as the kernel counts it: tells a dead process from another one with its number. */
  started: string;
}

/**
 * Checks that `path` holds a store that this version can open (or none yet) and claims it for this process.
 * Throws StoreError.
 */
export function claimStore(path: string): StoreClaim {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  checkFormat(path);
  const file = join(path, CLAIM_FILE);
  const record: ClaimRecord = { pid: process.pid, started: processStart(process.pid) ?? '' };
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(file, JSON.stringify(record), { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if (!isCode(error, 'EEXIST') || attempt === 3) throw error;
    }
    const holder = readClaim(file);
    if (holder !== undefined && isRunning(holder)) {
      throw new StoreError(
        `The store in ${path} is in use by process ${holder.pid}. Stop that process first.`,
      );
    }
    removeIfThere(file);
  }
  // An older store keeps its note until it has been brought up to this version's format.
  if (readFormat(path) === undefined) writeFormat(path);
  return { release: () => removeIfThere(file) };
}

/** The process that has the store in `path` open, if there is one. */
export function holderOf(path: string): number | undefined {
  const holder = readClaim(join(path, CLAIM_FILE));
  return holder !== undefined && isRunning(holder) ? holder.pid : undefined;
}

function readClaim(file: string): ClaimRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(file, 'utf8')) as Partial<ClaimRecord>;
    if (typeof record.pid !== 'number' || typeof record.started !== 'string') return undefined;
    return { pid: record.pid, started: record.started };
  } catch (error) {
    // Gone in the meantime, or cut short by a crash while it was written: nobody holds it.
    if (isCode(error, 'ENOENT') || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isRunning(holder: ClaimRecord): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return isCode(error, 'EPERM');
  }
  return processStart(holder.pid) === holder.started;
}

/**
 * Start time of a process in clock ticks since boot, and the boot's id; empty where there is no /proc. Null when it has
 * ended and nobody has asked how: a killed process keeps its number until then, which in a container may be for ever.
 */
function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // From the third field on (proc(5)): state is the 3rd, the number of threads the 20th, the start time the 22nd.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // One of its other threads may be writing still.
    if (fields[0] === 'Z' && fields[17] === '1') return null;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}:${fields[19] ?? ''}`;
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'EACCES')) return '';
    throw error;
  }
}

function removeIfThere(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
