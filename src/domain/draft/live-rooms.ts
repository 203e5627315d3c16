import type * as Y from 'yjs';
import type { Viewer } from '../../auth/viewer.ts';
import type { PresenceRecord } from './types.ts';

/** What the draft domain needs of the rooms in which drafts are edited (src/collaboration). */
export interface LiveRooms {
  /**
   * Runs `work` while this process takes in no updates for the drafts and everything it had accepted is stored. What
   * arrives meanwhile waits and is then judged by the new state.
   */
  hold<T>(draftIds: readonly string[], work: () => Promise<T>): Promise<T>;

  /** Who has each of the drafts open, in whichever process, in the order of coming; nobody of those that are left out. */
  presence(draftIds: readonly string[]): Promise<ReadonlyMap<string, readonly PresenceRecord[]>>;

  /** How often presence is to be read again, in milliseconds, as nobody tells of it; null when the bus tells. */
  readonly presenceInterval: number | null;

  /**
   * Changes the content on behalf of `viewer`, who has been found to be allowed to, as one entry of the log. Resolves
   * once it is stored, with a position of the log that has it; null when there was nothing to change. Throws `FROZEN` when the draft is frozen, `FORBIDDEN` when the viewer's rights don't reach.
   */
  edit(viewer: Viewer, draftId: string, change: (doc: Y.Doc) => void): Promise<number | null>;
}
