import * as Y from 'yjs';

/** Words of the kind that drafts are made of, of 2 to 4 syllables. */
const words = '모든 기관이 클라우드 전환을 상담할 창구를 두고 해마다 계획을 점검하여 결과를 공개한다'.split(
  ' ',
);
const clientIdOf = (index: number): number => 2 ** 31 + index * 7919;

/** Deterministic, so that every server gets the same. Numbers in [0, 1) (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Inserts so many words, each at a random place of a random paragraph, by `clients` authors in turn. */
function write(doc: Y.Doc, options: { words: number; clients: number; seed: number }): void {
  const random = randomNumbers(options.seed);
  const paragraphs: Y.XmlText[] = [];
  const content = doc.getXmlFragment('content');
  for (let index = 0; index < options.words; index += 1) {
    doc.clientID = clientIdOf(index % options.clients);
    if (index % 50 === 0) {
      const paragraph = new Y.XmlElement('paragraph');
      const text = new Y.XmlText();
      paragraph.setAttribute('id', `p${options.seed}-${index}`);
      paragraph.insert(0, [text]);
      content.push([paragraph]);
      paragraphs.push(text);
    }
    const text = paragraphs[Math.floor(random() * paragraphs.length)]!;
    const word = words[Math.floor(random() * words.length)]!;
    text.insert(Math.floor(random() * (text.length + 1)), `${word} `);
  }
}

/**
 * A document of about so many bytes, encoded, in which many have written here and there; as updates of at most about
 * 2 MB, each of which builds on those before it.
 */
export function documentOfSize(bytes: number, clients = 40): Uint8Array[] {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  /** Bytes of one inserted word, as measured. */
  const bytesPerWord = 39;
  const wordsPerUpdate = Math.floor(2_000_000 / bytesPerWord);
  let left = Math.ceil(bytes / bytesPerWord);
  for (let seed = 1; left > 0; seed += 1) {
    const some = Math.min(left, wordsPerUpdate);
    doc.transact(() => write(doc, { words: some, clients, seed }));
    left -= some;
  }
  doc.destroy();
  return updates;
}

/** A document in which so many client ids have each written a word. */
export function documentWithHistory(clients: number): Uint8Array[] {
  const doc = new Y.Doc();
  doc.transact(() => write(doc, { words: clients, clients, seed: 1 }));
  const state = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return [state];
}

/** So many updates of one character each, typed behind each other by an author who hadn't written before. */
export function keystrokes(count: number): Uint8Array[] {
  const doc = new Y.Doc();
  doc.clientID = 2 ** 30;
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  const text = new Y.XmlText();
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [text]);
  doc.getXmlFragment('content').insert(0, [paragraph]);
  for (let index = 1; index < count; index += 1)
    text.insert(index - 1, words[Math.floor(index / 4) % words.length]![index % 4] ?? ' ');
  doc.destroy();
  return updates;
}
