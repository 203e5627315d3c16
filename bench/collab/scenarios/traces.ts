import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as Y from 'yjs';
import { Client } from '../client.ts';
import { timeBetween } from '../cpu.ts';
import { cpuPer, measureTogether, type Case, type Figures, type Plan, type Row } from '../measure.ts';
import { waitUntil } from '../pace.ts';
import type { Scenario } from '../scenario.ts';
import type { MeasuredServer } from '../servers.ts';
import { readBack, replayOf, type Replay } from '../traces.ts';

const names = ['friendsforever', 'automerge-paper'] as const;
/** Operations of an author that may be on their way to the other: whoever types on doesn't wait for each. */
const mostUnderWay = 1000;
/** When nothing has come for so long, all has, or what is missing is lost; in milliseconds. */
const quiet = 2000;
/** How long the last updates may take, in milliseconds. */
const longestWait = 60_000;

/** One of the two who type. */
class Author {
  readonly client: Client;
  /** What they typed and what came, in this order: each builds only on those before it. */
  readonly seen: Uint8Array[] = [];
  /** Clock of the other's next operation, as far as it is here. */
  otherClock = 0;
  lastReceivedAt = 0;

  constructor(client: Client, otherId: number, onReceived: () => void) {
    this.client = client;
    client.onUpdate = (update) => {
      this.seen.push(Uint8Array.from(update));
      this.lastReceivedAt = performance.now();
      this.otherClock = Math.max(this.otherClock, Y.parseUpdateMeta(update).to.get(otherId) ?? 0);
      onReceived();
    };
  }
}

/** Types a recorded history through two connections as fast as it goes. Throws when a text isn't the recorded one. */
async function type(server: MeasuredServer, room: string, replay: Replay): Promise<Figures> {
  let wake = (): void => undefined;
  const clients = [await Client.join(server.address(room, 0)), await Client.join(server.address(room, 1))];
  const authors = clients.map((client, at) => new Author(client, replay.authors[1 - at]!, () => wake()));
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition())
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  };
  const frames = replay.keystrokes.map(({ author, update }) =>
    authors[author]!.client.frames.sync('update', update),
  );
  const before = server.cpu();
  const startedAt = performance.now();
  for (const [index, { author, clock, needs, update }] of replay.keystrokes.entries()) {
    const [own, other] = [authors[author]!, authors[1 - author]!];
    await until(() => own.otherClock >= needs && clock - other.otherClock <= mostUnderWay);
    own.seen.push(update);
    own.client.send(frames[index]!);
  }
  for (const { client } of authors) await client.sync();
  const lastReceivedAt = (): number => Math.max(...authors.map((author) => author.lastReceivedAt));
  await waitUntil(() => performance.now() - lastReceivedAt() > quiet, longestWait);
  const time = (lastReceivedAt() - startedAt) / 1000;
  const cpu = timeBetween(before, server.cpu());
  for (const { seen } of authors)
    if (readBack(replay.start, seen) !== replay.text) throw new Error('The two texts are not equal.');
  if ((await textAtServer(server, room)) !== replay.text)
    throw new Error("The server's text is another one.");
  for (const { client } of authors) client.destroy();
  return {
    'keystrokes per second': replay.keystrokes.length / time,
    ...cpuPer(cpu, replay.keystrokes.length, 'update'),
  };
}

async function textAtServer(server: MeasuredServer, room: string): Promise<string> {
  const client = await Client.connect(server.address(room, 2), { keepsAll: true });
  let content: Uint8Array | null = null;
  client.onContent = (bytes) => {
    content = bytes;
  };
  await client.sync();
  client.destroy();
  return content === null ? '' : readBack(content, []);
}

export function realTraces(folder: string): Scenario {
  return {
    name: 'traces',
    title:
      'Real traces: recorded histories typed by two clients as fast as it goes. CPU per keystroke; all texts equal the recorded one',
    columns: [
      { figure: 'cpu per update', title: 'server', unit: 'µs' },
      { figure: 'cpu per update, with store', title: 'and store', unit: 'µs', compared: true },
      { figure: 'keystrokes per second', title: 'keystrokes', unit: 'per second' },
    ],
    run(plan: Plan): Promise<Row[]> {
      const found = names.filter((name) => existsSync(join(folder, `${name}.json.gz`)));
      if (found.length < names.length)
        console.log(`\nReal traces: not all are in ${folder} (--traces FOLDER): ${names.join(', ')}`);
      const chosen = plan.quick ? found.slice(0, 1) : found;
      const cases = chosen.map((name): Case => {
        const replay = replayOf(join(folder, `${name}.json.gz`), plan.quick ? 5000 : Infinity);
        return {
          name: `${name}, ${replay.keystrokes.length.toLocaleString('en-GB')}`,
          rounds: replay.keystrokes.length > 100_000 ? 1 : 3,
          seeds: (room) => [{ room, content: [replay.start] }],
          measure: (server, room) => type(server, room, replay),
        };
      });
      return cases.length === 0 ? Promise.resolve([]) : measureTogether('traces', cases, plan);
    },
  };
}
