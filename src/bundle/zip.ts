import { unzipSync, zipSync, type Zippable } from 'fflate';

/** Files of an archive by path, in the order in which they stand in it. */
export type ArchiveFiles = ReadonlyMap<string, Uint8Array>;

/** Bytes that aren't an archive that {@link packFiles} has made. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

/**
 * A ZIP archive of the files, in their order. Stored without compression, under one date and with nothing of the machine
 * in it: the same files always give the same bytes (SPEC.md, BU-2), whatever the version of a compressor.
 */
export function packFiles(files: ArchiveFiles): Uint8Array {
  // The date is written as local time has it: this is the first that ZIP knows, wherever it is made.
  const options = { level: 0, mtime: new Date(1980, 0, 1) } as const;
  const zippable: Zippable = {};
  for (const [path, bytes] of files) zippable[path] = [bytes, options];
  return zipSync(zippable);
}

/** The files of an archive. Throws {@link ArchiveError} when it can't be read, or has anything compressed in it. */
export function unpackFiles(archive: Uint8Array): ArchiveFiles {
  let left = archive.length;
  try {
    const files = unzipSync(archive, {
      filter({ name, compression, originalSize }) {
        if (compression !== 0) throw new ArchiveError(`${name} is compressed.`);
        // Entries that share their bytes would be read into memory again and again.
        left -= originalSize;
        if (left < 0) throw new ArchiveError('The files are larger than the archive.');
        return true;
      },
    });
    return new Map(Object.entries(files));
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    throw new ArchiveError('It is no ZIP archive, or a damaged one.', { cause: error });
  }
}

/** Offset of the first byte in which two archives differ; null when they are the same. */
export function firstDifference(one: Uint8Array, other: Uint8Array): number | null {
  if (Buffer.compare(one, other) === 0) return null;
  const length = Math.min(one.length, other.length);
  for (let offset = 0; offset < length; offset += 1) if (one[offset] !== other[offset]) return offset;
  return length;
}
