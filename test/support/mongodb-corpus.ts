import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { mongo } from 'mongoose';
import { compareReply, compareState, type State, type Step } from './mongodb-corpus-compare.ts';
import {
  collectKnown,
  fromJson,
  isObject,
  toJson,
  withTokens,
  type CaseValues,
  type Json,
  type JsonObject,
} from './mongodb-corpus-values.ts';

/** A recorded conversation; the format is described in the corpus' README. */
export interface CorpusCase {
  name: string;
  area: string;
  setup?: { collection: string; documents?: Json[]; indexes?: Json[]; options?: JsonObject }[];
  steps: Step[];
  finalState?: State;
  sets?: string[];
}

export interface CaseResult {
  /** What differs; empty when the case passes. */
  problems: string[];
  /** True when a reply, or the set-up, was an error where none was recorded, or another one. */
  refused: boolean;
}

type Session = mongo.ClientSession & { serverSession: { txnNumber: number } };

const DROPPED = ['$clusterTime', 'operationTime', 'electionId', 'opTime', 'topologyVersion', 'commitQuorum'];
/** How long a command that has to wait for a transaction gets to start waiting. */
const HEAD_START_MS = 100;
const LIMIT_MS = 20_000;
const RAW = {
  promoteValues: false,
  promoteLongs: false,
  promoteBuffers: false,
  bsonRegExp: true,
  ignoreUndefined: false,
};

export async function readCorpus(file: URL): Promise<CorpusCase[]> {
  const lines = (await promisify(gunzip)(await readFile(file))).toString().split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as CorpusCase);
}

/** A client for `runCase`: commands go out as they are. */
export async function connectRaw(uri: string): Promise<mongo.MongoClient> {
  const client = new mongo.MongoClient(uri, { retryReads: false, retryWrites: false, maxPoolSize: 50 });
  return client.connect();
}

let runs = 0;

/** Plays one case in a database of its own and compares what comes back. */
export class CaseRun {
  private readonly client: mongo.MongoClient;
  private readonly recorded: CorpusCase;
  private readonly database: mongo.Db;
  private readonly values: CaseValues;
  private readonly sessions = new Map<string, Session>();
  private readonly transactions = new Map<string, number>();
  private readonly pending = new Map<string, Promise<mongo.Document>>();
  private readonly sent = new Map<string, Step>();
  private readonly result: CaseResult = { problems: [], refused: false };

  constructor(client: mongo.MongoClient, recorded: CorpusCase) {
    const name = `corpus_${process.pid}_${runs++}`;
    this.client = client;
    this.recorded = recorded;
    this.database = client.db(name);
    this.values = {
      database: name,
      cursors: new Map(),
      objectIds: new Map(),
      known: new Set(),
      sessionId: (session) => this.session(session).id,
    };
    collectKnown(recorded.setup ?? [], this.values.known);
    for (const step of recorded.steps) collectKnown(step.send, this.values.known);
  }

  async play(): Promise<CaseResult> {
    const { steps, finalState, sets } = this.recorded;
    try {
      await this.setUp();
      for (const [at, step] of steps.entries()) await this.step(step, at);
    } catch (error) {
      this.result.problems.push(`could not run: ${(error as Error).message}`);
      this.result.refused ||= error instanceof SetUpRefused;
    } finally {
      await this.endTransactions();
    }
    if (finalState !== undefined) {
      this.result.problems.push(...compareState(finalState, await this.state(), sets ?? []));
    }
    await this.command({ dropDatabase: 1 });
    return this.result;
  }

  private async setUp(): Promise<void> {
    const must = async (command: mongo.Document): Promise<void> => {
      const reply = await this.command(command);
      if (Number(reply['ok']) !== 1 || 'writeErrors' in reply)
        throw new SetUpRefused(JSON.stringify(toJson(reply)));
    };
    for (const { collection, documents = [], indexes = [], options = {} } of this.recorded.setup ?? []) {
      await must({ create: collection, ...(fromJson(options, this.values) as mongo.Document) });
      if (indexes.length > 0)
        await must({ createIndexes: collection, indexes: fromJson(indexes, this.values) });
      for (let at = 0; at < documents.length; at += 500) {
        await must({ insert: collection, documents: fromJson(documents.slice(at, at + 500), this.values) });
      }
    }
  }

  private async step(step: Step, at: number): Promise<void> {
    if (step.await !== undefined) {
      const source = this.sent.get(step.await)!;
      this.compare({ ...source, ...step }, await this.pending.get(step.await)!, at);
      return;
    }
    const command = fromJson(step.send!, this.values) as mongo.Document;
    const options: { session?: Session; database?: string } = {};
    if (step.db !== undefined) options.database = step.db.split('$DB').join(this.values.database);
    if (step.session !== undefined) options.session = this.inSession(step, command);
    const answer = this.command(command, options);
    if (step.async === undefined) return this.compare(step, await answer, at);
    this.pending.set(step.async, answer);
    this.sent.set(step.async, step);
    await sleep(HEAD_START_MS);
  }

  private inSession(step: Step, command: mongo.Document): Session {
    const session = this.session(step.session!);
    if (step.txn === undefined) return session;
    command['txnNumber'] = mongo.Long.fromNumber(step.txn.number);
    session.serverSession.txnNumber = step.txn.number;
    if (step.txn.retryable === true) return session;
    command['autocommit'] = false;
    if (step.txn.start === true) command['startTransaction'] = true;
    this.transactions.set(step.session!, step.txn.number);
    return session;
  }

  private compare(step: Step, reply: mongo.Document, at: number): void {
    const name = Object.keys(step.send ?? {})[0] ?? '';
    const problems = compareReply(step, this.normalised(step, reply), `step ${at + 1} (${name})`);
    if (problems.length > 0 && (Number(reply['ok']) !== 1 || 'writeErrors' in reply))
      this.result.refused = true;
    this.result.problems.push(...problems);
  }

  private normalised(step: Step, reply: mongo.Document): Json {
    const json = toJson(reply) as JsonObject;
    for (const name of DROPPED) delete json[name];
    const cursor = json['cursor'];
    if (isObject(cursor) && cursor['id'] !== undefined) cursor['id'] = this.cursorToken(cursor['id']);
    for (const name of ['cursorsKilled', 'cursorsNotFound', 'cursorsAlive', 'cursorsUnknown']) {
      const ids = json[name];
      if (Array.isArray(ids)) json[name] = ids.map((id) => this.cursorToken(id));
    }
    const command = Object.keys(step.send ?? {})[0];
    if (command === 'startSession' && isObject(json['id'])) json['id'] = { id: { $binary: 'uuid' } };
    if (command === 'listCollections' && isObject(cursor) && Array.isArray(cursor['firstBatch'])) {
      for (const { info } of cursor['firstBatch'] as { info?: JsonObject }[]) {
        if (info?.['uuid'] !== undefined) info['uuid'] = { $binary: 'uuid' };
      }
    }
    const whole = withTokens(json, this.values) as JsonObject;
    const picked: JsonObject =
      step.pick === undefined
        ? whole
        : Object.fromEntries(
            step.pick.flatMap((path) => {
              const value = valueAt(whole, path);
              return value === undefined ? [] : [[path, value]];
            }),
          );
    for (const path of step.exists ?? [])
      picked[`exists:${path}`] = valueAt(toJson(reply), path) !== undefined;
    return picked;
  }

  private cursorToken(id: Json): Json {
    const number = isObject(id) ? (id['$numberLong'] as string) : '0';
    // Short ids are ones that the case itself made up.
    if (number.length < 12) return id;
    for (const [name, known] of this.values.cursors)
      if (known.toString() === number) return { $cursor: name };
    const name = `c${this.values.cursors.size + 1}`;
    this.values.cursors.set(name, mongo.Long.fromString(number));
    return { $cursor: name };
  }

  private session(name: string): Session {
    let session = this.sessions.get(name);
    if (session === undefined) {
      // Never handed back, so that no later case meets a transaction number that was used.
      session = this.client.startSession({ causalConsistency: false });
      this.sessions.set(name, session);
    }
    return session;
  }

  private async command(
    command: mongo.Document,
    options: { session?: Session; database?: string } = {},
  ): Promise<mongo.Document> {
    const database = options.database === undefined ? this.database : this.client.db(options.database);
    const { session } = options;
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer to ${Object.keys(command)[0]}`)), LIMIT_MS);
    });
    try {
      const answer = database.command(command, { ...RAW, ...(session === undefined ? {} : { session }) });
      return await Promise.race([answer, limit]);
    } catch (error) {
      if (!(error instanceof mongo.MongoServerError)) throw error;
      const { errorResponse, result } = error as { errorResponse?: mongo.Document; result?: mongo.Document };
      if (result?.['ok'] !== undefined) return result;
      return { ok: 0, ...errorResponse };
    } finally {
      clearTimeout(timer);
    }
  }

  private async endTransactions(): Promise<void> {
    for (const [name, number] of this.transactions) {
      const session = this.session(name);
      session.serverSession.txnNumber = number;
      await this.command(
        { abortTransaction: 1, txnNumber: mongo.Long.fromNumber(number), autocommit: false },
        { session, database: 'admin' },
      );
    }
    await Promise.allSettled(this.pending.values());
  }

  private async state(): Promise<State> {
    const listed = await this.database.listCollections({}, { nameOnly: true }).toArray();
    const state: State = {};
    for (const { name } of listed) {
      if (name.startsWith('system.')) continue;
      const documents = await this.database
        .collection(name, RAW)
        .find({}, { sort: { _id: 1 } })
        .toArray();
      state[name] = documents.map((document) => withTokens(toJson(document), this.values));
    }
    return state;
  }
}

class SetUpRefused extends Error {}

function valueAt(json: Json, path: string): Json | undefined {
  let value: Json | undefined = json;
  for (const part of path.split('.')) value = isObject(value) ? value[part] : undefined;
  return value;
}
