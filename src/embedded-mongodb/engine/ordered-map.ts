/** A map whose keys can be walked in order: a sorted list of keys beside a hash map. */
export class OrderedMap<V> {
  private readonly values = new Map<string, V>();
  private readonly keys: string[] = [];

  get size(): number {
    return this.keys.length;
  }

  get(key: string): V | undefined {
    return this.values.get(key);
  }

  set(key: string, value: V): void {
    if (!this.values.has(key)) this.keys.splice(this.positionOf(key), 0, key);
    this.values.set(key, value);
  }

  /** The first key that is `low` or greater and below `high`. */
  firstFrom(low: string, high: string | undefined): string | undefined {
    const key = this.keys[this.positionOf(low)];
    return key !== undefined && (high === undefined || key < high) ? key : undefined;
  }

  /** The last key below `high` that is `low` or greater. */
  lastBelow(high: string | undefined, low: string): string | undefined {
    const key = this.keys[(high === undefined ? this.keys.length : this.positionOf(high)) - 1];
    return key !== undefined && key >= low ? key : undefined;
  }

  *entries(): Iterable<[string, V]> {
    for (const key of this.keys) yield [key, this.values.get(key) as V];
  }

  /** Where `key` is, or would be. */
  private positionOf(key: string): number {
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
