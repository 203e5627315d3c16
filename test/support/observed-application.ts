import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { inject } from 'vitest';
import { Database } from '../../src/database/store.ts';
import type { NewUpdate } from '../../src/domain/draft/update-log-store.ts';
import { parseGlobalId, toGlobalId } from '../../src/graphql/ids.ts';
import { createStores } from '../../src/stores.ts';
import { eventuallyTrue } from './acknowledged-writer.ts';
import { ApplicationData, type ApplicationProcess } from './application.ts';
import { RawClient } from './collaboration.ts';
import { administratorEnvironment, assembleTaskForce, type Person, type TaskForce } from './task-force.ts';

/** Until the database is asked again. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 20));

/** A draft of the application, as clients and as its stores name it. */
export interface ObservedDraft {
  readonly id: string;
  readonly collaborationPath: string;
}

/** The application as a process of its own, on a database that the test looks into. */
export class ObservedApplication {
  readonly data: ApplicationData;
  readonly database: Database;
  readonly stores: ReturnType<typeof createStores>;
  readonly #environment: Record<string, string>;
  readonly #clients: { destroy(): void }[] = [];
  process: ApplicationProcess;
  readonly taskForce: TaskForce;

  private constructor(parts: {
    data: ApplicationData;
    database: Database;
    environment: Record<string, string>;
    process: ApplicationProcess;
    taskForce: TaskForce;
  }) {
    this.data = parts.data;
    this.database = parts.database;
    this.stores = createStores(parts.database);
    this.#environment = parts.environment;
    this.process = parts.process;
    this.taskForce = parts.taskForce;
  }

  /** Starts it with a small task force. `environment` is beside what every test needs. */
  static async start(environment: Record<string, string> = {}): Promise<ObservedApplication> {
    const data = await ApplicationData.create();
    const name = `test-observed-${randomBytes(6).toString('hex')}`;
    const whole = {
      ...administratorEnvironment,
      MONGODB_URI: inject('mongodbUri'),
      DATABASE: name,
      ACCESS_TOKEN_MINUTES: '120',
      LOG_LEVEL: 'warn',
      ...environment,
    };
    const process = await data.start(whole);
    const taskForce = await assembleTaskForce(process.url);
    const database = await Database.connect(inject('mongodbUri'), { dbName: name });
    return new ObservedApplication({ data, database, environment: whole, process, taskForce });
  }

  /** Starts it again where it was, on the same data. */
  async startAgain(): Promise<void> {
    this.process = await this.data.start({
      ...this.#environment,
      PORT: new URL(this.process.url).port,
    });
  }

  /** A draft of the task force's subcommittee; its key task isn't there, which who types doesn't notice. */
  async draft(): Promise<ObservedDraft> {
    const { planId, subcommitteeId } = this.taskForce;
    const record = await this.database.transaction(async (session) => {
      const created = await this.stores.drafts.insert(
        {
          planId: parseGlobalId(planId)?.id ?? '',
          subcommitteeId: parseGlobalId(subcommitteeId)?.id ?? '',
          keyTaskId: new mongoose.Types.ObjectId().toHexString(),
        },
        session,
      );
      await this.stores.draftFolds.insert(created.id, session);
      return created;
    });
    return { id: record.id, collaborationPath: `/collab/${toGlobalId('Draft', record.id)}` };
  }

  /** Appends to a draft's log behind the application's back, which must not have it open. */
  async append(draftId: string, updates: readonly NewUpdate[]): Promise<void> {
    const draft = await this.stores.drafts.find(draftId);
    if (draft === null) throw new Error('There is no such draft.');
    const head = { sequence: draft.headSequence, hash: draft.headHash };
    const result = await this.stores.draftUpdates.append(draftId, { head, epoch: draft.epoch }, updates);
    if (result.outcome !== 'STORED') throw new Error(`It was not stored: ${result.outcome}.`);
  }

  /** Resolves once the feed has told all that is stored of the draft. */
  async untilTold(draftId: string): Promise<void> {
    for (;;) {
      const told = (await this.stores.draftFolds.feedSequences([draftId])).get(draftId);
      if (told === (await this.stores.drafts.find(draftId))?.headSequence) return;
      await pause();
    }
  }

  /** A client that says only what the test has it say; it is ended with the application. */
  raw(person: Person, { collaborationPath }: Pick<ObservedDraft, 'collaborationPath'>): RawClient {
    const token = this.taskForce.people[person].token ?? '';
    const client = new RawClient(
      `${this.process.url.replace('http', 'ws')}${collaborationPath}?token=${token}`,
    );
    this.#clients.push(client);
    return client;
  }

  /** A figure of `/metrics`; NaN when it isn't there. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.process.url}/metrics`)).text();
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length) ?? NaN,
    );
  }

  /** Resolves once no draft is open. */
  async untilClosed(): Promise<void> {
    let rooms = await this.metric('collab_rooms');
    const timer = setInterval(() => void this.metric('collab_rooms').then((count) => (rooms = count)), 50);
    await eventuallyTrue('every draft is left', () => rooms === 0).finally(() => clearInterval(timer));
  }

  /** Live bytes of the serving thread after collections, and those that the process has of the machine. */
  async memory(): Promise<{ live: number; resident: number }> {
    let [live, resident] = [Infinity, 0];
    // What finalizers hold is gone after a few.
    for (let round = 0; round < 3; round += 1) {
      const { heapUsed, external, rss } = await this.process.memory();
      live = Math.min(live, heapUsed + external);
      resident = rss;
    }
    return { live, resident };
  }

  /** Lines of the log that tell of an error. */
  errors(): string[] {
    return this.process
      .output()
      .split('\n')
      .filter((line) => line.includes('"level":"error"'));
  }

  async remove(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.data.remove();
    await this.database.connection.dropDatabase();
    await this.database.close();
  }
}
