import * as Y from 'yjs';
import { afterEach, expect, it } from 'vitest';
import { createAttributionLog } from '../../src/domain/draft/attribution-log.ts';
import { genesisHash } from '../../src/domain/draft/update-hash.ts';
import { openCollaboration, type Collaboration } from '../support/collaboration.ts';

let at: Collaboration;
afterEach(() => at.drop());

// Each read of the log makes several segments when its updates are large. One that another process had added in between
// was passed over, and the next one added all the same: a hole that was never mended.
it('CO-42: a segment that another process has added is gone on behind, wherever it ends', async () => {
  at = await openCollaboration();
  const draft = await at.draft();
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (let count = 0; count < 10; count += 1) doc.getText('text').insert(0, 'x'.repeat(300_000));
  const { epoch } = (await at.stores.drafts.find(draft.id))!;
  const start = { sequence: 0, hash: genesisHash };
  await at.stores.draftUpdates.append(
    draft.id,
    { head: start, epoch },
    updates.map((update) => ({
      update,
      clientIds: [doc.clientID],
      at: new Date(),
      memberId: draft.id,
      organisation: 'MSIT',
    })),
  );
  const store = at.stores.draftAttributions;
  let added = 0;
  const newer = createAttributionLog({
    store: {
      ...store,
      add: async (draftId, segment) => {
        const stored = await store.add(draftId, segment);
        added += 1;
        // The process that had the draft goes as far as its own snapshot.
        if (added === 1) await at.attribution.extend(draftId, 5);
        return stored;
      },
    },
    reader: at.reader,
    onDamage: (error) => at.damages.push(error),
  });
  await newer.extend(draft.id, 10);
  const rows = await at.database.connection
    .collection('draftAttributions')
    .find({})
    .sort({ after: 1 })
    .toArray();
  const ends = rows.map((row) => row['sequence'] as number);
  expect(rows.map((row) => row['after'] as number)).toEqual([0, ...ends.slice(0, -1)]);
  expect(ends.at(-1)).toBe(10);
});
