import { createRequire } from 'node:module';

/** What the driver has of a connection, in `lib/cmap/connection.js`. */
interface DriverConnection {
  readonly closed: boolean;
  readonly socket: NodeJS.EventEmitter;
  /** Closes the connection; does nothing when it is closed. */
  cleanup(error?: Error): void;
}

let ends = false;

/**
 * Ends what waits to be written to a connection when that is closed.
 *
 * The driver (7.8.0; 7.9.0 is the same) has `Connection.writeCommand` wait for `drain` or `error` when the socket doesn't
 * take a command at once. A socket that was destroyed and is about to tell of its close takes nothing and has neither, so
 * that the command waits for ever, also past `socketTimeoutMS`. When a server closes all its connections, as it does when
 * it restarts, the monitor may be what writes then: no server is found any more until the process is started again.
 */
export function endWaitsForLostConnections(): void {
  if (ends) return;
  ends = true;
  // The copy that mongoose has.
  const requireOfMongoose = createRequire(createRequire(import.meta.url).resolve('mongoose'));
  const { Connection } = requireOfMongoose('mongodb/lib/cmap/connection.js') as {
    readonly Connection: { readonly prototype: DriverConnection };
  };
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its connection
  const { cleanup } = Connection.prototype;
  Connection.prototype.cleanup = function (error) {
    const wasClosed = this.closed;
    cleanup.call(this, error);
    // Whoever waits goes on, and finds the connection's error.
    if (!wasClosed) this.socket.emit('drain');
  };
}
