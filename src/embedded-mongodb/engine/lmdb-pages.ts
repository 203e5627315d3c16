import { readSync } from 'node:fs';

/**
 * As much of LMDB's file as it takes to see that a part of it is missing (lmdb-js's `mdb.c`: `MDB_page_header`,
 * `MDB_meta`, `MDB_db`, `MDB_node`; little endian, 64 bits). The file may rightly be shorter than its number of pages:
 * when the last ones are free. So only pages that something refers to count.
 */
const HEADER_BYTES = 24;
const META_BYTES = HEADER_BYTES + 144;
const MAGIC = 0xbeefc0de;
const VALID_PAGE_SIZES = new Set([512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536]);
const NO_PAGE = 0xffff_ffff_ffff_ffffn;

const FLAG_BRANCH = 0x01;
const FLAG_LEAF = 0x02;
const FLAG_META = 0x08;
const NODE_BIG_DATA = 0x01;
const NODE_SUB_DATABASE = 0x02;
const DATABASE_BYTES = 48;
/** `MAIN_DBI`'s record in a meta page; the one of the free list stands before it. */
const MAIN_DATABASE = HEADER_BYTES + 24 + DATABASE_BYTES;
const LAST_PAGE = MAIN_DATABASE + DATABASE_BYTES;
const TRANSACTION = LAST_PAGE + 8;
/** Position of the root in a database's record. */
const ROOT = 40;

/** Not a page of LMDB's. */
export class UnreadablePage extends Error {
  override name = 'UnreadablePage';
}

interface File {
  descriptor: number;
  bytes: number;
  pageSize: number;
}

/** Whether the data in an LMDB file needs pages that it doesn't have. Throws UnreadablePage when it isn't such a file. */
export function refersBeyondEnd(descriptor: number, bytes: number): boolean {
  const first = readMeta(descriptor, 0);
  const pageSize = first.readUInt32LE(HEADER_BYTES + 24);
  if (!VALID_PAGE_SIZES.has(pageSize)) throw new UnreadablePage('bad page size');
  const second = readMeta(descriptor, pageSize);
  const newest = first.readBigUInt64LE(TRANSACTION) >= second.readBigUInt64LE(TRANSACTION) ? first : second;
  const pages = Number(newest.readBigUInt64LE(LAST_PAGE)) + 1;
  if (bytes >= pages * pageSize) return false;
  const file: File = { descriptor, bytes, pageSize };
  const freeList = MAIN_DATABASE - DATABASE_BYTES;
  return [freeList, MAIN_DATABASE].some((at) => treeIsCut(file, newest.readBigUInt64LE(at + ROOT)));
}

function readMeta(descriptor: number, position: number): Buffer {
  const meta = Buffer.alloc(META_BYTES);
  if (readSync(descriptor, meta, 0, META_BYTES, position) < META_BYTES) throw new UnreadablePage('too short');
  if (meta.readUInt32LE(HEADER_BYTES) !== MAGIC || (flagsOf(meta) & FLAG_META) === 0) {
    throw new UnreadablePage('no meta page');
  }
  return meta;
}

function flagsOf(page: Buffer): number {
  return page.readUInt16LE(18);
}

function isCut(file: File, page: bigint, count = 1): boolean {
  return (Number(page) + count) * file.pageSize > file.bytes;
}

/** Positions of a page's nodes. */
function nodesOf(page: Buffer): number[] {
  // Counted from the end of the header on (PAGEBASE).
  const count = page.readUInt16LE(20) >> 1;
  const nodes = Array.from({ length: count }, (_, at) => {
    const position = HEADER_BYTES + 2 * at;
    return position + 2 <= page.length ? HEADER_BYTES + page.readUInt16LE(position) : page.length;
  });
  if (nodes.some((at) => at + 8 > page.length)) throw new UnreadablePage('bad node');
  return nodes;
}

function treeIsCut(file: File, root: bigint): boolean {
  const pageAt = (position: number): bigint => {
    if (position + 8 > file.pageSize) throw new UnreadablePage('bad node');
    return page.readBigUInt64LE(position);
  };
  const page = Buffer.alloc(file.pageSize);
  const open = root === NO_PAGE ? [] : [root];
  // A tree visits no page twice; a damaged one might go round in circles.
  const seen = new Set<bigint>();
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    if (isCut(file, number)) return true;
    if (seen.has(number)) throw new UnreadablePage('a page is its own descendant');
    seen.add(number);
    readSync(file.descriptor, page, 0, file.pageSize, Number(number) * file.pageSize);
    if ((flagsOf(page) & (FLAG_BRANCH | FLAG_LEAF)) === 0)
      throw new UnreadablePage('neither branch nor leaf');
    for (const node of nodesOf(page)) {
      if ((flagsOf(page) & FLAG_BRANCH) !== 0) {
        open.push(BigInt(page.readUInt32LE(node)) | (BigInt(page.readUInt16LE(node + 4)) << 32n));
        continue;
      }
      const flags = page.readUInt16LE(node + 4);
      const data = node + 8 + page.readUInt16LE(node + 6);
      if ((flags & NODE_BIG_DATA) !== 0) {
        const pages = Math.ceil((page.readUInt32LE(node) + HEADER_BYTES) / file.pageSize);
        if (isCut(file, pageAt(data), pages)) return true;
      } else if ((flags & NODE_SUB_DATABASE) !== 0) {
        const below = pageAt(data + ROOT);
        if (below !== NO_PAGE) open.push(below);
      }
    }
  }
  return false;
}
