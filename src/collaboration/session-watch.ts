import type { Bus } from '../activity/bus.ts';
import type { Viewer } from '../auth/viewer.ts';
import type { Clock } from '../clock.ts';

interface SessionWatchDependencies {
  readonly auth: {
    /** The viewers' rights now, in their order; null for each whose session or account has ended. */
    revalidateAll(viewers: readonly Viewer[]): Promise<(Viewer | null)[]>;
  };
  readonly bus: Bus;
  readonly clock: Clock;
  readonly onError: (error: unknown, about: string) => void;
  /** How often everybody's rights are read anew, in milliseconds: another process's messages may be lost. */
  readonly interval: number;
}

export interface SessionListener {
  onChange(viewer: Viewer): void;
  /** The session is over; nothing is called any more. */
  onEnd(why: string): void;
}

interface Watched {
  viewer: Viewer;
  readonly listener: SessionListener;
  expiry: NodeJS.Timeout | null;
  /** Number of the reading of rights that was taken over last: an older one never overwrites a newer. */
  reading: number;
}

const minute = 60_000;
/** The longest that a timer of Node waits. */
const maxDelay = 2 ** 31 - 1;

/** Follows the rights of those who are connected: a change, a sign-out or the token's end is told at once. */
export function createSessionWatch({ auth, bus, clock, onError, interval }: SessionWatchDependencies) {
  const watched = new Set<Watched>();
  /** For each sign-in under way, the members whose rights have changed since it began. */
  const signingIn = new Set<Set<string>>();
  let readings = 0;
  let readingAll = false;

  function end(session: Watched, why: string): void {
    if (!watched.delete(session)) return;
    if (session.expiry !== null) clearTimeout(session.expiry);
    session.listener.onEnd(why);
  }

  /** Reads the rights of all of them at once. */
  async function check(sessions: readonly Watched[]): Promise<void> {
    readings += 1;
    const reading = readings;
    const viewers = await auth.revalidateAll(sessions.map(({ viewer }) => viewer));
    for (const [index, session] of sessions.entries()) {
      if (!watched.has(session) || session.reading > reading) continue;
      session.reading = reading;
      const viewer = viewers[index] ?? null;
      if (viewer === null) end(session, 'The session has ended.');
      else if (!haveSameRights(viewer, session.viewer)) {
        session.viewer = viewer;
        session.listener.onChange(viewer);
      }
    }
  }

  function checkLater(sessions: readonly Watched[]): void {
    // Tried again at the next interval.
    check(sessions).catch((error: unknown) => onError(error, 'rights could not be read'));
  }

  async function checkAll(): Promise<void> {
    // A database that answers slowly isn't asked again before it has answered.
    if (readingAll || watched.size === 0) return;
    readingAll = true;
    try {
      await check([...watched]);
    } finally {
      readingAll = false;
    }
  }

  function awaitExpiry(session: Watched): void {
    const left = session.viewer.expiresAt.getTime() - clock().getTime();
    if (left <= 0) {
      end(session, 'The access token has expired.');
      return;
    }
    // Node keeps a list for each delay: whole minutes are shared by all, and what is left is waited for at the end.
    const delay = left < minute ? left : left - (left % minute);
    session.expiry = setTimeout(() => awaitExpiry(session), Math.min(delay, maxDelay)).unref();
  }

  const unsubscribe = bus.subscribe('access', ({ memberId, sessionId }) => {
    for (const changed of signingIn) changed.add(memberId);
    const concerned = [...watched].filter(
      ({ viewer }) => viewer.memberId === memberId && (sessionId === null || viewer.sessionId === sessionId),
    );
    if (concerned.length > 0) checkLater(concerned);
  });

  const timer = setInterval(() => {
    checkAll().catch((error: unknown) => onError(error, 'rights could not be read'));
  }, interval).unref();

  return {
    /**
     * Signs somebody in and follows their rights from the moment on in which `authenticate` read them, so that no
     * change is missed in between. `end` stops that. Throws what `authenticate` throws.
     */
    async signIn(
      authenticate: () => Promise<Viewer>,
      listener: SessionListener,
    ): Promise<{ readonly viewer: Viewer; readonly end: () => void }> {
      const changed = new Set<string>();
      signingIn.add(changed);
      try {
        const viewer = await authenticate();
        const session: Watched = { viewer, listener, expiry: null, reading: 0 };
        watched.add(session);
        awaitExpiry(session);
        if (changed.has(viewer.memberId)) checkLater([session]);
        return {
          get viewer() {
            return session.viewer;
          },
          end: () => {
            watched.delete(session);
            if (session.expiry !== null) clearTimeout(session.expiry);
          },
        };
      } finally {
        signingIn.delete(changed);
      }
    },

    close(): void {
      unsubscribe();
      clearInterval(timer);
      for (const { expiry } of watched) if (expiry !== null) clearTimeout(expiry);
      watched.clear();
    },
  };
}

function haveSameRights(one: Viewer, other: Viewer): boolean {
  return (
    one.displayName === other.displayName &&
    one.organisation === other.organisation &&
    one.roles.size === other.roles.size &&
    [...one.roles].every((role) => other.roles.has(role)) &&
    one.subcommittees.size === other.subcommittees.size &&
    [...one.subcommittees].every(([id, role]) => other.subcommittees.get(id) === role)
  );
}
