import { mongo } from 'mongoose';
import { Client } from './client.ts';
import type { RoomAddress } from './protocol.ts';
import { updatesOf, type RoomSeed } from './rooms.ts';

/** Puts the rooms' updates where servers/update-log.mjs looks for them. */
export async function seedStore(uri: string, seeds: readonly RoomSeed[]): Promise<void> {
  const client = await new mongo.MongoClient(uri).connect();
  const updates = client.db('bench').collection('updates');
  await updates.createIndex({ room: 1, _id: 1 });
  for (const seed of seeds) {
    const rows = updatesOf(seed).map((update) => ({ room: seed.room, update: Buffer.from(update) }));
    for (let next = 0; next < rows.length; next += 1000)
      await updates.insertMany(rows.slice(next, next + 1000));
  }
  await client.close();
}

/** Brings the rooms into a server that stores nothing, by a member of each who writes all of it. */
export async function uploadRooms(
  address: (room: string) => RoomAddress,
  seeds: readonly RoomSeed[],
): Promise<void> {
  for (const seed of seeds) {
    const updates = updatesOf(seed);
    if (updates.length === 0) continue;
    const client = await Client.join(address(seed.room));
    for (const update of updates) client.send(client.frames.sync('update', update));
    await client.sync();
    client.destroy();
  }
}
