// @hocuspocus/server with its defaults. With the address of a store every update is stored by an extension: `onChange`
// for each, since `onStoreDocument` would store whole documents, seconds late; `onLoadDocument` loads a room.
import { Server } from '@hocuspocus/server';
import * as Y from 'yjs';
import { openUpdateLog } from './update-log.mjs';

const [store] = process.argv.slice(2);
const log = store === undefined ? null : await openUpdateLog(store);
const persistence = {
  onChange: ({ documentName, update }) => log.append(documentName, update),
  onLoadDocument: async ({ documentName, document }) => {
    const updates = await log.load(documentName);
    document.transact(() => {
      for (const update of updates) Y.applyUpdate(document, update);
    });
  },
};
/** A room with content and nobody in it would be forgotten. */
const kept = { beforeUnloadDocument: () => Promise.reject() };
const server = new Server({
  quiet: true,
  stopOnSignals: false,
  // Readers of the benchmark say nothing for longer than the default minute.
  timeout: 3_600_000,
  extensions: [log === null ? kept : persistence],
  address: '127.0.0.1',
  port: 0,
});
process.on('message', (message) => {
  if (message === 'stop') process.exit(0);
});
await server.listen();
process.send({ kind: 'ready', address: `ws://127.0.0.1:${server.address.port}` });
