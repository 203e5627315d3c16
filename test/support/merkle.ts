import { createHash } from 'node:crypto';

const hash = (...parts: (string | Buffer)[]) => {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
};

/** Root of a Merkle tree as RFC 6962, 2.1, defines it, word for word; lower-case hex. Shares no code with Choan. */
export function merkleRoot(leaves: readonly string[]): string {
  const root = (list: readonly string[]): Buffer => {
    const [first] = list;
    if (first === undefined) return hash();
    if (list.length === 1) return hash(Buffer.of(0), first);
    let k = 1;
    while (k * 2 < list.length) k *= 2;
    return hash(Buffer.of(1), root(list.slice(0, k)), root(list.slice(k)));
  };
  return root(leaves).toString('hex');
}

/** Root that a leaf's audit path leads to: RFC 9162, 2.1.3.2. */
export function rootOfAuditPath(
  leaf: string,
  { index, size, path }: { readonly index: number; readonly size: number; readonly path: readonly string[] },
): string {
  let [fn, sn] = [index, size - 1];
  let r = hash(Buffer.of(0), leaf);
  for (const p of path.map((neighbour) => Buffer.from(neighbour, 'hex'))) {
    if (sn === 0) throw new Error('The path is too long.');
    if (fn % 2 === 1 || fn === sn) {
      r = hash(Buffer.of(1), p, r);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1];
    } else r = hash(Buffer.of(1), r, p);
    [fn, sn] = [fn >> 1, sn >> 1];
  }
  if (sn !== 0) throw new Error('The path is too short.');
  return r.toString('hex');
}
