/** Changes of key tasks that a server's process is to make, evenly spread over the time they take. */
export interface Changes {
  readonly kind: 'change';
  /** Number of the first one. The n-th changes the n-th of the tasks, which begin anew behind the last. */
  readonly first: number;
  readonly count: number;
  readonly perSecond: number;
  readonly tasks: readonly string[];
  /** Tasks that are changed meanwhile, of which nobody is told. */
  readonly unrelated: { readonly tasks: readonly string[]; readonly perSecond: number } | null;
}

/** The changes have been made. */
export interface Changed {
  readonly kind: 'changed';
  /** When each was begun, in milliseconds of {@link now}. */
  readonly begunAt: readonly number[];
  /** How many unrelated ones there were. */
  readonly unrelated: number;
}

export interface Ready {
  readonly kind: 'ready';
  readonly address: string;
  /** Cursor of the last event before. */
  readonly cursor: string;
}

export interface Commands {
  readonly kind: 'commands';
  /** Commands that were sent to the database since the last time. */
  readonly count: number;
}

export type Question = Changes | { readonly kind: 'commands' } | { readonly kind: 'stop' };

/** The title that the n-th change gives to its task. */
export const titleOf = (change: number): string => `event ${change}`;
/** How a title looks in an answer; the number follows. */
export const titleInJson = '"title":"event ';

/** Milliseconds of a clock that all processes of the machine share. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6;
