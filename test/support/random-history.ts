import * as Y from 'yjs';
import { readContent, readFields, writeContent } from '../../src/content/index.ts';
import { genesisHash } from '../../src/domain/draft/update-hash.ts';
import { chainUpdates, type LogEntry, type NewUpdate } from '../../src/domain/draft/update-log-store.ts';

type Random = () => number;

/** A member's editor: what it has not sent yet, and how much of the log it has seen. */
interface Client {
  readonly doc: Y.Doc;
  readonly undo: Y.UndoManager;
  readonly memberId: string;
  unsent: Uint8Array[];
  seen: number;
}

export const historyDraftId = 'd'.repeat(24);

/**
 * A log as several members write it at the same time: they type, delete, mark, split paragraphs, move and remove
 * blocks, set fields, undo and redo, go on without having seen what others wrote, change their organisation; and the
 * server restores earlier moments on behalf of one of them.
 */
export function randomHistory(random: Random, steps: number): LogEntry[] {
  const below = (limit: number) => Math.floor(random() * limit);
  const clients = Array.from({ length: 2 + below(4) }, (_, index) => openClient(index + 1, below(3)));
  const updates: NewUpdate[] = [];
  let at = Date.parse('2021-06-01T00:00:00.000Z');

  const append = (update: Uint8Array, memberId: string) => {
    at += random() < 0.1 ? below(120_000) : below(3000);
    const organisation = `Organisation ${Math.floor(at / 600_000) % 2}`;
    updates.push({ update, memberId, organisation, clientIds: [], at: new Date(at) });
  };
  const catchUp = (client: Client) => {
    for (; client.seen < updates.length; client.seen += 1)
      Y.applyUpdate(client.doc, updates[client.seen]?.update ?? Uint8Array.of(0, 0), 'server');
  };
  const send = (client: Client) => {
    for (const update of client.unsent) append(update, client.memberId);
    client.unsent = [];
  };

  for (let step = 0; step < steps; step += 1) {
    const client = clients[below(clients.length)];
    if (client === undefined) continue;
    const act = random();
    if (act < 0.15) catchUp(client);
    else if (act < 0.35) send(client);
    else if (act < 0.4) client.undo.undo();
    else if (act < 0.43) client.undo.redo();
    else if (act < 0.45 && updates.length > 0) {
      const doc = docOf(updates.slice(0, below(updates.length)));
      const now = docOf(updates);
      now.clientID = 1000 + step;
      now.once('update', (update: Uint8Array) => append(update, client.memberId));
      writeContent(now, { content: readContent(doc), fields: readFields(doc) });
    } else client.doc.transact(() => edit(client.doc, below), 'own');
  }
  for (const client of clients) send(client);
  return chainUpdates(historyDraftId, { sequence: 0, hash: genesisHash }, updates);
}

/**
 * Updates of one character each, as members type them in turn, each in the paragraph that is theirs and now and then in
 * one of another; they see what others wrote every 30 updates. Ten seconds lie between two updates.
 */
export function typedUpdates(
  length: number,
  members: readonly Pick<NewUpdate, 'memberId' | 'organisation'>[],
): NewUpdate[] {
  const updates: NewUpdate[] = [];
  const docs = members.map((member, index) => {
    const doc = new Y.Doc();
    doc.clientID = index + 1;
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      const at = new Date(Date.parse('2021-06-01T00:00:00.000Z') + updates.length * 10_000);
      const { memberId, organisation } = member;
      const written = new Set(Y.decodeUpdate(update).structs.map(({ id }) => id.client));
      if (origin !== 'server') updates.push({ update, memberId, organisation, clientIds: [...written], at });
    });
    return doc;
  });
  let seen = 0;
  for (let turn = 0; updates.length < length; turn += 1) {
    const doc = docs[turn % docs.length];
    const content = doc?.getXmlFragment('content');
    if (doc === undefined || content === undefined) break;
    const own = content.get(turn % 90 === 0 ? 0 : Math.min(turn % docs.length, content.length - 1));
    const text = own instanceof Y.XmlElement ? own.get(0) : null;
    if (turn < docs.length || !(text instanceof Y.XmlText))
      content.insert(content.length, [paragraph(`${turn}`, '.')]);
    else if (turn % 17 === 0 && text.length > 0) text.delete(0, 1);
    else text.insert(turn % 5 === 0 ? 0 : text.length, 'x');
    if (turn % 30 !== 29) continue;
    const fresh = updates.slice(seen);
    for (const other of docs) for (const { update } of fresh) Y.applyUpdate(other, update, 'server');
    seen = updates.length;
  }
  return updates;
}

function openClient(clientId: number, member: number): Client {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  const scope = [doc.getXmlFragment('content'), doc.getMap('meta')];
  const undo = new Y.UndoManager(scope, { trackedOrigins: new Set(['own']), captureTimeout: 0 });
  const client: Client = { doc, undo, memberId: `${member}`.repeat(24), unsent: [], seen: 0 };
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'server') client.unsent.push(update);
  });
  return client;
}

export function docOf(entries: readonly Pick<NewUpdate, 'update'>[]): Y.Doc {
  const doc = new Y.Doc();
  for (const { update } of entries) Y.applyUpdate(doc, update);
  return doc;
}

function edit(doc: Y.Doc, below: (limit: number) => number): void {
  const content = doc.getXmlFragment('content');
  const block = content.length === 0 ? null : content.get(below(content.length));
  const text = block instanceof Y.XmlElement && block.length > 0 ? block.get(0) : null;
  const act = below(100);
  if (!(text instanceof Y.XmlText) || !(block instanceof Y.XmlElement) || act < 8) {
    content.insert(below(content.length + 1), [paragraph(`${below(1e9)}`, '새 문단')]);
  } else if (act < 50) {
    text.insert(below(text.length + 1), ['클라우드', 'cloud ', '☁', '.'][below(4)] ?? '');
  } else if (act < 66) {
    const start = below(text.length);
    text.delete(start, Math.min(text.length - start, 1 + below(5)));
  } else if (act < 74) {
    const start = below(text.length);
    text.format(start, Math.min(text.length - start, 1 + below(8)), { strong: below(2) === 0 ? {} : null });
  } else if (act < 78) {
    block.push([new Y.XmlElement('hardBreak'), new Y.XmlText('다음 줄')]);
  } else if (act < 82) {
    content.delete(below(content.length), 1);
  } else if (act < 90) {
    // As editors move a block: it is removed, and written anew elsewhere.
    const from = below(content.length);
    const moved = content.get(from);
    if (moved instanceof Y.XmlElement) {
      const copy = moved.clone();
      content.delete(from, 1);
      content.insert(below(content.length + 1), [copy]);
    }
  } else if (act < 96) {
    doc.getMap('meta').set(`field${below(3)}`, below(1000));
  } else {
    const list = new Y.Array<string>();
    list.insert(0, ['하나', '둘']);
    doc.getMap('meta').set('list', list);
  }
}

function paragraph(id: string, words: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph');
  element.setAttribute('id', id);
  element.insert(0, [new Y.XmlText(words)]);
  return element;
}
