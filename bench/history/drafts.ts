import * as Y from 'yjs';
import type { NewUpdate } from '../../src/domain/draft/update-log-store.ts';
import { newId, viewerOf, type Application } from './application.ts';
import type { Take } from './report.ts';

/** Text of the draft before anybody types, in bytes of UTF-8, and of one paragraph. */
const draftBytes = 1_000_000;
const paragraphCharacters = 500;
const members = Array.from({ length: 4 }, (_, index) => ({
  memberId: newId(),
  organisation: `Organisation ${index % 2}`,
}));

/** Entries that are told, folded and archived together: no more than a process leaves untold. */
const foldedTogether = 5000;
const appendSize = 500;
/** Milliseconds between two entries. */
const pace = 1000;
const began = Date.parse('2026-01-01T00:00:00.000Z');

/** Numbers that look like chance and are the same in each run. */
function sequenceOfChance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What members write, as updates of a character each, in bursts of 20 at a place; each sees the others every 100. */
function* typing(count: number): Generator<NewUpdate, void, undefined> {
  const chance = sequenceOfChance(7);
  const fresh: NewUpdate[] = [];
  let written = 0;
  const docs = members.map((member, index) => {
    const doc = new Y.Doc();
    doc.clientID = index + 1;
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'others') return;
      fresh.push({ ...member, update, clientIds: [index + 1], at: new Date(began + written * pace) });
      written += 1;
    });
    return doc;
  });
  const [first] = docs;
  if (first === undefined) throw new Error('Somebody must write.');
  const paragraphs = Math.ceil(draftBytes / 3 / paragraphCharacters);
  first.getXmlFragment('content').insert(
    0,
    Array.from({ length: paragraphs }, (_, index) => {
      const element = new Y.XmlElement('paragraph');
      element.setAttribute('id', `p${index}`);
      element.insert(0, [new Y.XmlText('클라우드'.repeat(paragraphCharacters / 4))]);
      return element;
    }),
  );
  let seen: NewUpdate[] = [];
  while (written <= count) {
    if (seen.length >= 100 || written === 1) {
      for (const doc of docs)
        for (const { update } of [...seen, ...fresh]) Y.applyUpdate(doc, update, 'others');
      seen = [];
    }
    seen.push(...fresh);
    yield* fresh.splice(0);
    const doc = docs[chance(docs.length)] ?? first;
    const paragraph = doc.getXmlFragment('content').get(chance(paragraphs));
    const text = paragraph instanceof Y.XmlElement ? paragraph.get(0) : null;
    if (!(text instanceof Y.XmlText)) continue;
    const at = chance(text.length);
    for (let letter = 0; letter < 20; letter += 1) {
      if (letter % 5 === 4) text.delete(at, 1);
      else text.insert(at + letter - Math.floor(letter / 5), '글');
    }
  }
  yield* fresh;
}

/** A draft whose log has `count` entries behind its first, told, folded and archived as a server leaves it. */
async function seed(application: Application, count: number): Promise<string> {
  const { stores, transact, engine } = application;
  const draft = await transact((tx) =>
    application
      .services()
      .drafts.create(tx, { planId: newId(), keyTaskId: newId(), subcommitteeId: newId() }),
  );
  let head = { sequence: 0, hash: draft.headHash };
  let waiting: NewUpdate[] = [];
  const append = async () => {
    const result = await stores.draftUpdates.append(draft.id, { head, epoch: 0 }, waiting.splice(0));
    if (result.outcome !== 'STORED') throw new Error(`Entries were not stored: ${result.outcome}.`);
    const last = result.entries.at(-1);
    if (last !== undefined) head = { sequence: last.sequence, hash: last.hash };
  };
  const tell = async () => {
    await engine.rooms.hold([draft.id], () => Promise.resolve());
    await engine.folded();
  };
  let entries = 0;
  for (const update of typing(count)) {
    if (entries > count) break;
    waiting.push(update);
    entries += 1;
    // The first one is large.
    if (waiting.length === appendSize || entries === 1) await append();
    if (entries % foldedTogether === 0) {
      await append();
      await tell();
      process.stderr.write(`a draft with ${count} entries: ${entries}\u001b[K\r`);
    }
  }
  await append();
  await tell();
  waiting = [];
  return draft.id;
}

/** Moments that are looked at, as parts of the log's length. */
const parts = [0.97, 0.13, 0.71, 0.42, 0.88, 0.29, 0.56];

export async function measureDraft(application: Application, count: number, take: Take): Promise<void> {
  const draftId = await seed(application, count);
  const viewer = viewerOf(newId());
  const services = application.services();
  const sequences = parts.map((part) => Math.round(part * count));
  const times = sequences.map((sequence) => new Date(began + (sequence - 1) * pace + 1));
  const revisions = sequences.map((sequence) => ({ draftId, sequence }));
  const compared = revisions.map((from) => ({
    from: { revision: from, title: '과제' },
    to: { revision: { draftId, sequence: Math.min(from.sequence + 200, count) }, title: '과제' },
  }));
  const far = revisions.map((from) => ({
    from: { revision: from, title: '과제' },
    to: { revision: { draftId, sequence: count }, title: '과제' },
  }));
  const what = `draft of 1 MB, ${count.toLocaleString('en-GB')} entries`;
  // The worker thread has started, and its code is warm.
  await services.drafts.revisionText(viewer, { draftId, sequence: count });
  await services.drafts.blame(viewer, { draftId, sequence: count });
  await take(`${what}: a time is found in the log`, times, async (time, index) => {
    const { sequence } = await services.drafts.revision(viewer, draftId, { time });
    if (sequence !== sequences[index]) throw new Error(`${sequence} was found for ${sequences[index]}.`);
  });
  const { drafts, versions } = application.services();
  for (const state of ['cold', 'warm'])
    await take(`${what}: text as of a moment, ${state}`, revisions, (revision) =>
      drafts.revisionText(viewer, revision),
    );
  for (const state of ['cold', 'warm'])
    await take(`${what}: compare moments 200 entries apart, ${state}`, compared, (pair) =>
      versions.difference(viewer, pair),
    );
  await take(`${what}: compare a moment with now, cold`, far, (pair) => versions.difference(viewer, pair));
  for (const state of ['cold', 'warm'])
    await take(`${what}: blame as of a moment, ${state}`, revisions, (revision) =>
      drafts.blame(viewer, revision),
    );
}
