import type { Bus } from '../activity/bus.ts';
import type { Viewer } from '../auth/viewer.ts';
import type { Clock } from '../clock.ts';

interface SessionWatchDependencies {
  readonly auth: { revalidate(viewer: Viewer): Promise<Viewer | null> };
  readonly bus: Bus;
  readonly clock: Clock;
  readonly onError: (error: unknown, about: string) => void;
  /** How often everybody's rights are read anew, in milliseconds. */
  readonly interval: number;
}

export interface SessionListener {
  readonly onChange: (viewer: Viewer) => void;
  /** The session is over; nothing is called any more. */
  readonly onEnd: (why: string) => void;
}

interface Watched {
  viewer: Viewer;
  readonly listener: SessionListener;
  expiry: NodeJS.Timeout | null;
}

/** The longest that a timer of Node waits. */
const maxDelay = 2 ** 31 - 1;

/** Follows the rights of those who are connected: a change, a sign-out or the token's end is told at once. */
export function createSessionWatch({ auth, bus, clock, onError, interval }: SessionWatchDependencies) {
  const watched = new Set<Watched>();
  /** For each sign-in under way, the members whose rights have changed since it began. */
  const signingIn = new Set<Set<string>>();

  function end(session: Watched, why: string): void {
    if (!watched.delete(session)) return;
    if (session.expiry !== null) clearTimeout(session.expiry);
    session.listener.onEnd(why);
  }

  async function check(session: Watched): Promise<void> {
    const viewer = await auth.revalidate(session.viewer);
    if (!watched.has(session)) return;
    if (viewer === null) {
      end(session, 'The session has ended.');
      return;
    }
    session.viewer = viewer;
    session.listener.onChange(viewer);
  }

  function checkLater(session: Watched): void {
    // Tried again at the next interval.
    check(session).catch((error: unknown) => onError(error, 'rights could not be read'));
  }

  function awaitExpiry(session: Watched): void {
    const left = session.viewer.expiresAt.getTime() - clock().getTime();
    if (left <= 0) {
      end(session, 'The access token has expired.');
      return;
    }
    session.expiry = setTimeout(() => awaitExpiry(session), Math.min(left, maxDelay)).unref();
  }

  const unsubscribe = bus.subscribe('access', ({ memberId, sessionId }) => {
    for (const changed of signingIn) changed.add(memberId);
    for (const session of watched) {
      const { viewer } = session;
      if (viewer.memberId === memberId && (sessionId === null || viewer.sessionId === sessionId))
        checkLater(session);
    }
  });

  const timer = setInterval(() => {
    void (async () => {
      // One behind the other: there is no hurry, and the database has other things to do.
      for (const session of [...watched])
        await check(session).catch((error: unknown) => onError(error, 'rights could not be read'));
    })();
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
        const session: Watched = { viewer, listener, expiry: null };
        watched.add(session);
        awaitExpiry(session);
        if (changed.has(viewer.memberId)) checkLater(session);
        return {
          viewer,
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
