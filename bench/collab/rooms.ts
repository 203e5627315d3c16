/** A room as it is before anybody joins. Updates build only on those before them. */
export interface RoomSeed {
  readonly room: string;
  /** The content, in pieces below the 4 MiB that Choan takes at once. Choan has a snapshot of it. */
  readonly content: readonly Uint8Array[];
  /** Updates since then. */
  readonly log?: readonly Uint8Array[];
  /** How many of the last of them Choan has only in its log; a snapshot has the others too. All when left out. */
  readonly unfolded?: number;
}

export const updatesOf = ({ content, log }: RoomSeed): readonly Uint8Array[] => [...content, ...(log ?? [])];
