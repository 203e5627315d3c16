/** What an operator does to the value at the end of a path. */
export interface Leaf {
  /** True when a missing path is made. */
  creates: boolean;
  /** True when a path that can't be made is as good as a missing one. */
  lenient: boolean;
  /** True when the document counts as modified even if it ends up the same. */
  counts?: boolean;
  /** The new value; MISSING removes the field. `current` is MISSING when there is none; it isn't changed in place. */
  change(current: unknown, at: { path: string; now: Date }): unknown;
}
