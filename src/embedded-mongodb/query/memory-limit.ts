import { commandError } from '../errors.ts';

/** MongoDB's limit on what a stage keeps (internalQueryMaxBlockingSortMemoryUsageBytes and its like). */
const MAX_BYTES = 100 * 1024 * 1024;

/** About what a value takes in BSON: enough to tell a large result from one that would fill the memory. */
function roughSize(value: unknown): number {
  if (typeof value === 'string') return value.length + 6;
  if (typeof value !== 'object' || value === null) return 9;
  if (value instanceof Uint8Array) return value.length + 6;
  if (value instanceof Date) return 9;
  const type = (value as { _bsontype?: unknown })._bsontype;
  if (type !== undefined) return type === 'Binary' ? (value as { position: number }).position + 6 : 20;
  let bytes = 5;
  for (const name in value) bytes += name.length + 2 + roughSize((value as Record<string, unknown>)[name]);
  return bytes;
}

/** Counts what one stage of a pipeline keeps in memory: nothing is put on disk, also not with allowDiskUse. */
export class MemoryLimit {
  private bytes = 0;
  private readonly stage: string;

  constructor(stage: string) {
    this.stage = stage;
  }

  /** Throws QueryExceededMemoryLimitNoDiskUseAllowed. */
  add(value: unknown): void {
    this.bytes += roughSize(value);
    if (this.bytes > MAX_BYTES) {
      throw commandError(
        'QueryExceededMemoryLimitNoDiskUseAllowed',
        `Exceeded memory limit for ${this.stage}: it keeps at most ${MAX_BYTES} bytes, and puts nothing on disk.`,
      );
    }
  }
}
