/** The items in their order, in parts of which none is larger than `most`, but for one item that is so by itself. */
export function inParts<Item>(
  items: readonly Item[],
  most: number,
  sizeOf: (item: Item) => number,
): Item[][] {
  const parts: Item[][] = [];
  let size = 0;
  for (const item of items) {
    const current = parts.at(-1);
    const own = sizeOf(item);
    if (current === undefined || size + own > most) {
      parts.push([item]);
      size = own;
    } else {
      current.push(item);
      size += own;
    }
  }
  return parts;
}
