import { once } from 'node:events';
import {
  connect,
  createServer,
  type AddressInfo,
  type NetConnectOpts,
  type Server,
  type Socket,
} from 'node:net';

/**
 * How a server is away: `refusing` cuts every connection and each new one, as a machine that is down or restarting
 * does; `silent` keeps connections, takes new ones, and lets nothing through, as a network that drops packets does.
 */
export type Outage = 'refusing' | 'silent';

/** Stands between a MongoDB driver, or any other client, and a server, and plays that the server is away. */
export class OutageProxy {
  /** Connection string through the proxy. */
  readonly uri: string;
  /** The proxy's host and port. */
  readonly address: string;
  readonly #server: Server;
  readonly #target: NetConnectOpts;
  readonly #sockets = new Set<Socket>();
  #outage: Outage | null = null;

  private constructor(serverUri: string, server: Server) {
    const [, credentials = '', host = ''] = /^mongodb:\/\/([^@/]*@)?([^,/]+)/.exec(serverUri) ?? [];
    const name = decodeURIComponent(host);
    const [, address, port] = /^(.*):(\d+)$/.exec(name) ?? [];
    this.#target = address === undefined ? { path: name } : { host: address, port: Number(port) };
    this.#server = server;
    const own = (server.address() as AddressInfo).port;
    this.address = `127.0.0.1:${own}`;
    this.uri = `mongodb://${credentials}${this.address}/?directConnection=true`;
    server.on('connection', (socket) => this.#accept(socket));
  }

  static async start(serverUri: string): Promise<OutageProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new OutageProxy(serverUri, server);
  }

  /** In front of a server at `host:port`. */
  static startFor(address: string): Promise<OutageProxy> {
    return OutageProxy.start(`mongodb://${address}/`);
  }

  begin(outage: Outage): void {
    this.#outage = outage;
    if (outage === 'refusing') this.#cutAll();
  }

  /** The server is back. Connections over which something was lost don't go on. */
  end(): void {
    this.#outage = null;
    this.#cutAll();
  }

  async stop(): Promise<void> {
    this.#cutAll();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #cutAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(near: Socket): void {
    if (this.#outage === 'refusing') {
      near.destroy();
      return;
    }
    const far = connect(this.#target);
    const end = () => {
      near.destroy();
      far.destroy();
    };
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.on('data', (chunk: Buffer) => {
        if (this.#outage === null) to.write(chunk);
      });
      from.on('error', end);
      from.on('close', () => {
        this.#sockets.delete(from);
        end();
      });
    }
  }
}
