// @y/websocket-server, as its own server.js starts it, but for the socket library: the one that Choan uses, since its
// own (ws 6) is seven years old. With the address of a store every update is stored as the package's `setPersistence`
// provides for: `bindState` loads a room and listens to its updates.
import { createServer } from 'node:http';
import { setPersistence, setupWSConnection } from '@y/websocket-server/utils';
import { WebSocketServer } from 'ws';
import * as Y from '../../node_modules/@y/websocket-server/node_modules/yjs/src/index.js';
import { openUpdateLog } from './update-log.mjs';

const [store] = process.argv.slice(2);
const log = store === undefined ? null : await openUpdateLog(store);
if (log !== null) {
  setPersistence({
    provider: log,
    bindState: async (room, doc) => {
      doc.on('update', (update, origin) => {
        if (origin !== log) void log.append(room, update);
      });
      const updates = await log.load(room);
      doc.transact(() => {
        for (const update of updates) Y.applyUpdate(doc, update, log);
      }, log);
    },
    writeState: () => Promise.resolve(),
  });
}
const sockets = new WebSocketServer({ noServer: true });
sockets.on('connection', (socket, request) => setupWSConnection(socket, request));
const server = createServer();
server.on('upgrade', (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request)),
);
process.on('message', (message) => {
  if (message === 'stop') process.exit(0);
});
server.listen(0, '127.0.0.1', () =>
  process.send({ kind: 'ready', address: `ws://127.0.0.1:${server.address().port}` }),
);
