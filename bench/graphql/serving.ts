import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHandler } from 'graphql-http/lib/use/http';
import { createSourceEventStream, execute, type ExecutionArgs } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Viewer } from '../../src/auth/viewer.ts';
import type { Bus } from '../../src/activity/bus.ts';
import type { GraphQLEngine } from '../../src/graphql/engine.ts';
import type * as Transport from '../../src/transport/server.ts';
import { compiled } from './compiled.ts';

const { createTransportServer } = await compiled<typeof Transport>('transport/server.js');

export const serverNames = [
  'choan',
  'graphql-ws',
  'graphql-ws, fresh',
  'graphql-http',
  'graphql-yoga',
  'mercurius',
] as const;
export type ServerName = (typeof serverNames)[number];

/** Makes the context of a request with this `Authorization` header. */
export type ContextOf = (authorization: string | undefined) => Promise<object>;

/** Serves the schema; resolves with the address, e.g. `http://127.0.0.1:4000`. */
type Serve = (engine: GraphQLEngine, bus: Bus) => Promise<string>;

/** What every peer makes of a request, as Choan does: who it is and what they may do is read for each. */
function contextOf(engine: GraphQLEngine): ContextOf {
  return async (authorization) => {
    const token = authorization?.replace(/^Bearer /, '');
    if (token === undefined) throw new Error('A request without a token.');
    return contextFor(engine, await engine.authenticate(token));
  };
}

const contextFor = (engine: GraphQLEngine, viewer: Viewer): object =>
  engine.createContext({ viewer, clientAddress: '127.0.0.1', requestId: 'bench' });

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The application's own transports, with all limits but that of sockets: one process opens them for everybody. */
const choan: Serve = async (engine, bus) => {
  const server = await createTransportServer({
    engine,
    bus,
    // Nobody edits here.
    collaboration: { handleUpgrade: (_request, socket) => socket.destroy(), close: () => Promise.resolve() },
    proxy: { trustProxy: 0, allowedOrigins: [] },
    socketLimits: { perMember: Infinity, perAddress: Infinity },
    rightsInterval: 60_000,
    ping: () => Promise.resolve(),
  });
  return server.listen('127.0.0.1', 0);
};

type Subscribe = NonNullable<Parameters<typeof useServer>[0]['subscribe']>;

/**
 * graphql-ws on ws. It makes the context once for a subscription, so that loaders answer later events with what they
 * read for the first; with `subscribe` of {@link freshContexts} every event gets a context of its own.
 */
const graphqlWs =
  (freshContexts: boolean): Serve =>
  async (engine) => {
    const server = createServer();
    const viewers = new WeakMap<object, Viewer>();
    const viewerOf = (socket: object): Viewer => {
      const viewer = viewers.get(socket);
      if (viewer === undefined) throw new Error('A socket without a viewer.');
      return viewer;
    };
    const subscribe = (async (args: ExecutionArgs) => {
      const { viewer } = args.contextValue as { readonly viewer: Viewer };
      const events = await createSourceEventStream(args);
      if (!(Symbol.asyncIterator in events)) return events;
      return (async function* () {
        for await (const event of events)
          yield execute({ ...args, rootValue: event, contextValue: contextFor(engine, viewer) });
      })();
    }) as Subscribe;
    useServer(
      {
        schema: engine.schema,
        onConnect: async ({ connectionParams, extra: { socket } }) => {
          const token = String(connectionParams?.['authorization']).replace(/^Bearer /, '');
          viewers.set(socket, await engine.authenticate(token));
          return true;
        },
        context: ({ extra: { socket } }) => contextFor(engine, viewerOf(socket)) as Record<string, unknown>,
        ...(freshContexts ? { subscribe } : {}),
      },
      new WebSocketServer({ server, path: '/graphql' }),
    );
    return listen(server);
  };

const graphqlHttp: Serve = (engine) => {
  const context = contextOf(engine);
  const handle = createHandler({
    schema: engine.schema,
    context: async ({ raw }) => (await context(raw.headers.authorization)) as Record<PropertyKey, unknown>,
  });
  return listen(createServer((request, response) => void handle(request, response)));
};

/** A server whose packages only `bench/package.json` has. */
const peer =
  (name: string): Serve =>
  async (engine) => {
    const module = (await import(new URL(`./peers/${name}.mjs`, import.meta.url).href)) as {
      serve(schema: GraphQLEngine['schema'], contextOf: ContextOf): Promise<string>;
    };
    return module.serve(engine.schema, contextOf(engine));
  };

export const serve: Readonly<Record<ServerName, Serve>> = {
  choan,
  'graphql-ws': graphqlWs(false),
  'graphql-ws, fresh': graphqlWs(true),
  'graphql-http': graphqlHttp,
  'graphql-yoga': peer('yoga'),
  mercurius: peer('mercurius'),
};
