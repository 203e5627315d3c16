import { LRUCache } from 'lru-cache';
import { networkOf } from '../auth/attempts.ts';
import type { AuditEntry } from './store.ts';

export type UncountedEntry = Omit<AuditEntry, 'times'>;

/** So many different refusals are counted at a time; beyond that the oldest is recorded as it is. */
const maxGathered = 10_000;
/** So many of those who weren't signed in are told apart between two flushes; the others are counted together. */
const maxStrangers = 1000;

/**
 * Gathers what is refused again and again: the first is recorded at once, those like it are counted and recorded together
 * by {@link flush}. Somebody who tries a thousand times a second doesn't fill the log, and each try is in it.
 */
export class RefusalGatherer {
  readonly #record: (entry: AuditEntry) => void;
  readonly #gathered: LRUCache<string, { entry: UncountedEntry; times: number }>;

  /** Networks, actions and codes of those who weren't signed in, since the last {@link flush}. */
  #strangers = 0;

  constructor(record: (entry: AuditEntry) => void) {
    this.#record = record;
    this.#gathered = new LRUCache({
      max: maxGathered,
      disposeAfter: (gathered) => this.#recordCounted(gathered),
    });
  }

  /** `count`: how often it was tried. */
  add(entry: UncountedEntry, count = 1): void {
    const { memberId, clientAddress, action, outcome, code } = entry;
    const network = memberId === null && clientAddress !== null ? networkOf(clientAddress) : null;
    let key = JSON.stringify([memberId, network, action, outcome, code]);
    if (memberId === null && !this.#gathered.has(key) && (this.#strangers += 1) > maxStrangers)
      key = JSON.stringify([null, 'others', action, outcome, code]);
    const gathered = this.#gathered.get(key);
    if (gathered === undefined) {
      this.#gathered.set(key, { entry, times: 0 });
      this.#record({ ...entry, times: count });
      return;
    }
    // The newest tells what it was about.
    gathered.entry = entry;
    gathered.times += count;
  }

  /** Records what was counted. To be called once a minute, and at the end. */
  flush(): void {
    this.#strangers = 0;
    this.#gathered.clear();
  }

  #recordCounted({ entry, times }: { readonly entry: UncountedEntry; readonly times: number }): void {
    if (times > 0) this.#record({ ...entry, times });
  }
}
