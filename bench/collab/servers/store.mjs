// The embedded store alone, compiled, as it ships: what the peers keep their updates in.
import { startEmbeddedMongo } from '../../../dist/embedded-mongodb/index.js';

const store = await startEmbeddedMongo({ path: process.argv[2] });
process.on('message', (message) => {
  if (message === 'stop') void store.stop().finally(() => process.exit(0));
});
process.send({ kind: 'ready', address: store.uri });
