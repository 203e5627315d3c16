import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import WebSocket from 'ws';
import { step1Message } from '../../src/collaboration/protocol.ts';
import { eventuallyTrue } from '../support/acknowledged-writer.ts';
import { Editor } from '../support/editor.ts';
import { ObservedApplication, type ObservedDraft } from '../support/observed-application.ts';
import { longTest, report, scale } from '../support/soak.ts';

/** Besides them four write and one has stopped reading: 100 in the full form. */
const readers = scale(8, 95);
/** Of one update: rather many small ones, or a few large. */
const characters = scale(200_000, 16_000);
/** What may wait for a reader in the server (CO-53). The machine's own buffers take some more before that. */
const allowance = 16 * 1024 * 1024;
/** Live bytes beside what was typed: twice the allowance, and once more what was typed, which waits to be told. */
const memoryBound = 4 * allowance;
const writing = ['lead', 'first', 'second', 'lead'] as const;

let at: ObservedApplication;
let over = false;
const clients: { destroy(): void }[] = [];
beforeAll(async () => {
  at = await ObservedApplication.start();
}, 120_000);
afterAll(async () => {
  over = true;
  for (const client of clients) client.destroy();
  await at.remove();
});

// Each stock provider listens to the end of the process.
process.setMaxListeners(40);

const digest = (update: Uint8Array) => createHash('sha1').update(update).digest('base64');

/** A client that reads and keeps of each update its digest only, as there are many of them in this process. */
class Reader {
  readonly updates: string[] = [];
  readonly #socket: WebSocket;
  code: number | null = null;

  constructor(url: string) {
    this.#socket = new WebSocket(url);
    this.#socket.on('open', () => this.#socket.send(step1Message(Uint8Array.of(0))));
    this.#socket.on('message', (data: Buffer) => {
      if (data[0] !== 0 || data[1] !== 2) return;
      // Behind its length in 7 bits a byte.
      let begin = 2;
      while ((data[begin] ?? 0) >= 0x80) begin += 1;
      this.updates.push(digest(data.subarray(begin + 1)));
    });
    this.#socket.on('close', (code) => (this.code = code));
  }

  /** It no longer reads, as a suspended machine. A stock client, which reads, would give up by itself after 30 s. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  opened(): Promise<unknown> {
    return once(this.#socket, 'open');
  }

  destroy(): void {
    this.#socket.terminate();
  }
}

async function openReader(draft: ObservedDraft, index: number): Promise<Reader> {
  const person = (['observer', 'reviewer', 'chair'] as const)[index % 3] ?? 'observer';
  const token = at.taskForce.people[person].token ?? '';
  const reader = new Reader(
    `${at.process.url.replace('http', 'ws')}${draft.collaborationPath}?token=${token}`,
  );
  clients.push(reader);
  await reader.opened();
  return reader;
}

async function openEditor(draft: ObservedDraft, person: 'lead' | 'first' | 'second'): Promise<Editor> {
  const editor = new Editor(at.taskForce.people[person], draft.collaborationPath);
  clients.push(editor);
  await editor.synced();
  return editor;
}

const textOf = ({ doc }: Editor) => doc.getText('text').toJSON();
const tooSlow = () => at.metric('collab_refused_total{reason="too_slow"}');

it(
  `CO-2, CO-53: one of ${readers + writing.length + 1} stops reading: it is sent away, the others get everything, and it as well when it comes back`,
  async () => {
    const draft = await at.draft();
    const reading = await Promise.all(
      Array.from({ length: readers }, (_, index) => openReader(draft, index)),
    );
    const editors = await Promise.all(writing.map((person) => openEditor(draft, person)));
    const stopped = await openReader(draft, 0);
    const sent: string[] = [];
    for (const { doc, provider } of editors)
      doc.on('update', (update: Uint8Array, origin: unknown) => {
        if (origin !== provider) sent.push(digest(update));
      });
    const before = await at.memory();
    stopped.pause();
    let sentAway = false;
    const watching = (async () => {
      while (!over && !((await tooSlow()) > 0)) await new Promise((resolve) => setTimeout(resolve, 50));
      sentAway = true;
      // It has a moment to read what waits, and why it is closed.
      stopped.resume();
    })();

    let [rounds, most] = [0, before.live];
    const typed = () => sent.length * characters;
    while (!sentAway) {
      for (const { doc } of editors) doc.getText('text').insert(0, String(rounds % 10).repeat(characters));
      rounds += 1;
      await eventuallyTrue('all others have it', () =>
        reading.every(({ updates }) => updates.length >= sent.length),
      );
      if (rounds % scale(8, 50) === 0) most = Math.max(most, (await at.memory()).live - typed());
      expect(typed(), 'it should have been sent away').toBeLessThan(4 * allowance);
    }
    await watching;
    // 1006 when it reads what waits more slowly than the server has patience for.
    await eventuallyTrue('it is closed', () => stopped.code !== null);
    const { code } = stopped;
    expect(code).toBeOneOf([4508, 1006]);
    expect(await tooSlow()).toBe(1);

    for (const { updates, code: theirs } of reading) {
      expect([...updates].sort()).toEqual([...sent].sort());
      expect(theirs).toBeNull();
    }
    // It comes back, as a stock client does by itself.
    const back = await openEditor(draft, 'first');
    const length = sent.length * characters;
    await eventuallyTrue('all editors have all', () =>
      [...editors, back].every(({ doc }) => doc.getText('text').length === length),
    );
    const [first] = editors;
    for (const editor of [...editors, back]) expect(textOf(editor) === (first && textOf(first))).toBe(true);
    const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
    const after = await at.memory();
    report(
      `${sent.length} updates of ${characters} characters to ${readers + writing.length} readers and one that had stopped, which was sent away with ${code}: ` +
        `${megabytes(most - before.live)} MB at most beside the ${megabytes(typed())} MB that were typed, ${megabytes(after.live - before.live - typed())} MB at the end; ` +
        `resident ${megabytes(before.resident)} MB, then ${megabytes(after.resident)} MB`,
    );
    // What waits for the one, what is on its way to the others, and the updates that the feed is about to tell.
    expect(most - before.live).toBeLessThan(memoryBound);
    expect(at.errors()).toEqual([]);
  },
  longTest,
);
