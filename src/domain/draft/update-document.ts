import * as Y from 'yjs';

/**
 * A document of its own with all of the updates, which must be without holes. Operations that contradict each other
 * (an item between two of different paragraphs, say) decode, but Yjs fails when it clears away what is deleted around
 * them; it doesn't when it keeps what is deleted. So nobody can make a draft unreadable by what they write.
 */
export function documentOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  try {
    applyAll(doc, updates);
    return doc;
  } catch {
    doc.destroy();
    const keeping = new Y.Doc({ gc: false });
    applyAll(keeping, updates);
    return keeping;
  }
}

/** Applies updates in one Yjs transaction, which for many small ones is several times cheaper than one each. */
export function applyAll(doc: Y.Doc, updates: readonly Uint8Array[]): void {
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
}
