import { graphql } from 'graphql';
import { expect, inject } from 'vitest';
import { createInMemoryBus } from '../../src/activity/bus-in-memory.ts';
import type { EventRecord } from '../../src/activity/event.ts';
import { createActivityTail } from '../../src/activity/tail.ts';
import { createTransact } from '../../src/activity/transact.ts';
import type { MaybeViewer, Role, SubcommitteeRole, Viewer } from '../../src/auth/viewer.ts';
import type { Clock } from '../../src/clock.ts';
import { createCollaborationEngine } from '../../src/collaboration/engine.ts';
import { createLeases } from '../../src/collaboration/lease.ts';
import { readConfig } from '../../src/config.ts';
import { writeContent } from '../../src/content/index.ts';
import { Database } from '../../src/database/store.ts';
import { discussionsOf } from '../../src/domain/decision/discussions.ts';
import type { PositionValue } from '../../src/domain/decision/types.ts';
import { createAttributionLog } from '../../src/domain/draft/attribution-log.ts';
import { createLogReader } from '../../src/domain/draft/log-reader.ts';
import type { KeyTaskRecord } from '../../src/domain/key-task/types.ts';
import type { BallotRuleInput } from '../../src/domain/plan/types.ts';
import type { DomainErrorCode } from '../../src/errors.ts';
import type { GraphQLContext, Services } from '../../src/graphql/context.ts';
import { createLoaders } from '../../src/graphql/loaders.ts';
import { createSchema } from '../../src/graphql/schema.ts';
import { createServices } from '../../src/services.ts';
import { createStores, type Stores } from '../../src/stores.ts';
import { asViewer } from './accounts.ts';
import { doc, paragraph } from './content.ts';
import { openTestDatabase } from './database.ts';
import { sharedFolding } from './folding.ts';

/** Expected in `rejects.toEqual`: a refusal with this code, and the input field that it names. */
export function refused(code: DomainErrorCode | 'UNAUTHENTICATED', field?: readonly string[]): Error {
  return expect.objectContaining({ code, ...(field === undefined ? {} : { field }) }) as Error;
}

/** A store's method that fails after its write, as when the connection breaks there. */
export type Fault = `${keyof Stores}.${string}`;

interface Faults {
  armed: Fault | null;
}

/** Stores that the decision path writes to. */
const faultyStores: readonly (keyof Stores)[] = [
  'versions',
  'reviews',
  'decisions',
  'planVersions',
  'keyTasks',
  'drafts',
  'plans',
  'activity',
];

function withFaults(stores: Stores, faults: Faults): Stores {
  const wrap = (storeName: keyof Stores) =>
    new Proxy<object>(stores[storeName], {
      get(target, name: string) {
        const method: unknown = Reflect.get(target, name);
        // `newId` is the one that answers at once.
        if (typeof method !== 'function' || name === 'newId') return method;
        return async (...args: unknown[]): Promise<unknown> => {
          const result: unknown = await Reflect.apply(method, target, args);
          if (faults.armed === `${storeName}.${name}`) throw new Error(`${storeName}.${name} failed`);
          return result;
        };
      },
    });
  return { ...stores, ...Object.fromEntries(faultyStores.map((name) => [name, wrap(name)])) };
}

/** The services of one process on a database, with co-editing. */
function openProcess(database: Database, clock: Clock, alone: boolean) {
  const faults: Faults = { armed: null };
  const failures: unknown[] = [];
  const onError = (error: unknown) => void failures.push(error);
  const stores = withFaults(createStores(database), faults);
  const bus = createInMemoryBus();
  const transact = createTransact({ database, activityStore: stores.activity, bus, clock });
  const tail = createActivityTail({ store: stores.activity, bus, pollInterval: 1000, onError });
  const draftReader = createLogReader({
    drafts: stores.drafts,
    log: stores.draftUpdates,
    folds: stores.draftFolds,
    onDamage: onError,
  });
  const draftAttribution = createAttributionLog({
    store: stores.draftAttributions,
    reader: draftReader,
    onDamage: onError,
  });
  const engine = createCollaborationEngine({
    drafts: stores.drafts,
    log: stores.draftUpdates,
    folds: stores.draftFolds,
    reader: draftReader,
    attribution: draftAttribution,
    transact,
    folding: sharedFolding,
    bus,
    nodes: stores.nodes,
    presences: stores.presences,
    leases: createLeases({ drafts: stores.drafts, nodes: stores.nodes, alone, onError }),
    clock,
    // Changes are told when a draft is held, and at no other time.
    feedWindowMs: 3_600_000,
    onError,
  });
  const startServices = () =>
    createServices({
      stores,
      transact,
      bus,
      clock,
      tail,
      draftReader,
      draftAttribution,
      draftTexts: sharedFolding,
      rooms: engine.rooms,
      config: readConfig({}),
      secret: 'a secret of the tests that is long enough',
      onError,
    });
  return {
    services: startServices(),
    /** Services that have kept nothing yet of what they read, as those of a process that has just been started. */
    startServices,
    stores,
    draftReader,
    transact,
    faults,
    rooms: engine.rooms,
    /** What went wrong in the background. */
    failures,
    async close(): Promise<void> {
      await engine.close();
      tail.close();
      await bus.close();
    },
  };
}

type TestProcess = ReturnType<typeof openProcess>;

const people = {
  chair: { roles: ['CHAIR'], seat: null },
  secretariat: { roles: ['SECRETARIAT'], seat: null },
  lead: { roles: [], seat: ['own', 'LEAD'] },
  /** Writes in the drafts. */
  writer: { roles: [], seat: ['own', 'MEMBER'] },
  /** Has a seat in the same subcommittee and writes nothing. */
  colleague: { roles: [], seat: ['own', 'MEMBER'] },
  leadElsewhere: { roles: [], seat: ['other', 'LEAD'] },
  reviewer: { roles: ['REVIEWER'], seat: null },
  secondReviewer: { roles: ['REVIEWER'], seat: null },
  administrator: { roles: ['ADMINISTRATOR'], seat: null },
  committee: { roles: ['STRATEGY_COMMITTEE'], seat: null },
  observer: { roles: ['OBSERVER'], seat: null },
} as const satisfies Record<
  string,
  { roles: readonly Role[]; seat: readonly ['own' | 'other', SubcommitteeRole] | null }
>;
export type Person = keyof typeof people;
export const personNames = Object.keys(people) as Person[];

export interface DecisionPathOptions {
  /** Members with a seat who only vote, besides those that there always are. */
  readonly voters?: number;
  readonly ballotRule?: BallotRuleInput;
  /** How many processes serve the database. */
  readonly processes?: number;
}

/** Who votes in a task force without further voters: those with a seat, and the chair. */
export const voterNames = ['chair', 'lead', 'writer', 'colleague', 'leadElsewhere'] as const;

/** A task force on a database of its own, ready to take a key task from its draft to the plan. */
export async function openDecisionPath(options: DecisionPathOptions = {}) {
  const { database, drop } = await openTestDatabase();
  let now = Date.parse('2021-02-15T09:00:00.000Z');
  const clock = () => new Date((now += 1000));
  const processes: TestProcess[] = [];
  const connections: Database[] = [];
  for (let index = 0; index < (options.processes ?? 1); index += 1) {
    const own =
      index === 0
        ? database
        : await Database.connect(inject('mongodbUri'), { dbName: database.connection.name });
    if (index > 0) connections.push(own);
    processes.push(openProcess(own, clock, (options.processes ?? 1) === 1));
  }
  const schema = createSchema();
  const [first] = processes;
  if (first === undefined) throw new Error('At least one process is needed.');
  await database.prepare();
  const { services, stores, transact } = first;
  const { membership, plans, keyTasks, versions, reviews, decisions, drafts } = services;

  const secretary = asViewer(
    await importOne({ email: 'setup@example.org', displayName: 'setup', roles: ['SECRETARIAT'] }),
  );
  const subcommittees = {
    own: (await membership.createSubcommittee(secretary, { slug: 'own', name: '공공 클라우드 분과' })).id,
    other: (await membership.createSubcommittee(secretary, { slug: 'other', name: '보안·신뢰 분과' })).id,
  };

  async function importOne(input: {
    email: string;
    displayName: string;
    roles?: readonly Role[];
    seats?: { subcommitteeId: string; role: SubcommitteeRole }[];
  }) {
    const [member] = await transact((tx) =>
      membership.importMembers(tx, [{ organisation: '기관', sector: 'GOVERNMENT', ...input }]),
    );
    if (member === undefined) throw new Error('No member was made.');
    return member;
  }

  const viewers: Partial<Record<Person, Viewer>> = {};
  for (const name of personNames) {
    const { roles, seat } = people[name];
    viewers[name] = asViewer(
      await importOne({
        email: `${name}@example.org`,
        displayName: name,
        roles,
        seats: seat === null ? [] : [{ subcommitteeId: subcommittees[seat[0]], role: seat[1] }],
      }),
    );
  }
  const as = viewers as Record<Person, Viewer>;
  const voters: Viewer[] = [];
  for (let index = 0; index < (options.voters ?? 0); index += 1) {
    const seats = [{ subcommitteeId: subcommittees.other, role: 'MEMBER' as const }];
    voters.push(
      asViewer(
        await importOne({ email: `voter-${index}@example.org`, displayName: `voter ${index}`, seats }),
      ),
    );
  }

  const plan = await plans.create(as.secretariat, {
    title: '제3차 클라우드컴퓨팅 기본계획',
    periodStart: 2022,
    periodEnd: 2024,
    ballotRule: options.ballotRule ?? { quorum: 0.5, majority: 0.5 },
  });
  const strategies = {
    first: await plans.createStrategy(as.secretariat, plan.id, { title: '공공부문 클라우드 전환' }),
    second: await plans.createStrategy(as.secretariat, plan.id, { title: '클라우드 산업 육성' }),
  };

  async function write(keyTask: KeyTaskRecord, text: string, who: Person = 'writer'): Promise<void> {
    await drafts.edit(as[who], keyTask.draftId, (document) =>
      writeContent(document, { content: doc(paragraph('b1', text)), fields: { leadMinistry: '과기정통부' } }),
    );
  }

  async function create(title: string, strategy: keyof typeof strategies = 'first') {
    return keyTasks.create(as.lead, {
      planId: plan.id,
      strategyId: strategies[strategy].id,
      subcommitteeId: subcommittees.own,
      title,
    });
  }

  function submit(keyTask: KeyTaskRecord, reviewers: readonly Person[] = [], name = '검토 요청안') {
    return versions.submitVersion(as.lead, {
      keyTaskId: keyTask.id,
      name,
      reviewerIds: reviewers.map((who) => as[who].memberId),
    });
  }

  function review(
    submitted: { keyTask: KeyTaskRecord; version: { contentHash: string } },
    verdict: 'APPROVE' | 'REQUEST_CHANGES',
    who: Person = 'reviewer',
  ) {
    return reviews.submitReview(as[who], {
      keyTaskId: submitted.keyTask.id,
      contentHash: submitted.version.contentHash,
      verdict,
      remarks: verdict === 'APPROVE' ? null : '수치의 근거를 밝혀 주세요.',
    });
  }

  function table(keyTask: KeyTaskRecord, contentHash: string, who: Person = 'secretariat') {
    return decisions.tableKeyTask(as[who], { keyTaskId: keyTask.id, contentHash });
  }

  /** A value, or `DISCUSS` with the reason given. */
  function cast(
    ballot: { id: string; contentHash: string },
    who: Person | Viewer,
    position: PositionValue | { readonly discuss: string },
  ) {
    const given =
      typeof position === 'string'
        ? { value: position, reason: null }
        : ({ value: 'DISCUSS', reason: position.discuss } as const);
    const { id, contentHash } = ballot;
    const viewer = typeof who === 'string' ? as[who] : who;
    return decisions.castPosition(viewer, { ballotId: id, contentHash, ...given });
  }

  /** The chair, unless somebody else is named, overrules what `who` wants to discuss. */
  async function overrule(
    ballot: { id: string },
    who: Person,
    { reason = '이 과제의 일이 아니다', by = 'chair' }: { reason?: string; by?: Person } = {},
  ) {
    const [current] = await decisions.findBallots(as.chair, [ballot.id]);
    const own = current === undefined || current === null ? [] : discussionsOf(current);
    const discussion = own.find(({ memberId }) => memberId === as[who].memberId);
    return decisions.overruleDiscussion(as[by], {
      ballotId: ballot.id,
      discussionId: discussion?.id ?? '0'.repeat(24),
      reason,
    });
  }

  function close(ballot: { id: string; contentHash: string }, who: Person = 'chair') {
    return decisions.closeBallot(as[who], { ballotId: ballot.id, contentHash: ballot.contentHash });
  }

  /** Takes a task that is being drafted into the plan. */
  async function confirm(keyTask: KeyTaskRecord) {
    const submitted = await submit(keyTask);
    await review(submitted, 'APPROVE');
    const { ballot } = await table(keyTask, submitted.version.contentHash);
    for (const who of ['chair', 'lead', 'colleague'] as const) await cast(ballot, who, 'APPROVE');
    return { version: submitted.version, ...(await close(ballot)) };
  }

  /** A task with a text, at each station of the way. */
  const station = {
    async drafted(title = '추진과제', text = '본문') {
      const keyTask = await create(title);
      await write(keyTask, text);
      return keyTask;
    },
    async inReview(title?: string, text?: string) {
      return submit(await station.drafted(title, text));
    },
    async approved(title?: string, text?: string) {
      const submitted = await station.inReview(title, text);
      const { keyTask } = await review(submitted, 'APPROVE');
      return { version: submitted.version, keyTask };
    },
    async tabled(title?: string, text?: string) {
      const { version, keyTask } = await station.approved(title, text);
      return { version, ...(await table(keyTask, version.contentHash)) };
    },
    /** With a majority in favour; closing confirms it. */
    async voted(title?: string, text?: string) {
      const tabled = await station.tabled(title, text);
      for (const who of ['chair', 'lead', 'colleague'] as const) await cast(tabled.ballot, who, 'APPROVE');
      return tabled;
    },
    async confirmed(title?: string, text?: string) {
      const voted = await station.voted(title, text);
      return { ...voted, ...(await close(voted.ballot)) };
    },
  };

  function askOf(asked: Services) {
    return async <T>(
      viewer: MaybeViewer,
      source: string,
      variableValues: Record<string, unknown> = {},
    ): Promise<T> => {
      const contextValue: GraphQLContext = {
        viewer,
        services: asked,
        loaders: createLoaders(asked, viewer),
        clientAddress: '127.0.0.1',
        requestId: 'test',
      };
      const { data, errors } = await graphql({ schema, source, variableValues, contextValue });
      expect(errors, source).toBeUndefined();
      return data as T;
    };
  }

  let seen = 0;
  return {
    ...first,
    ...services,
    database,
    processes,
    as,
    voters,
    plan,
    strategies,
    subcommittees,
    create,
    write,
    submit,
    review,
    table,
    cast,
    overrule,
    close,
    confirm,
    station,

    /** One operation over the executable schema, as `viewer`; an error in the answer fails the test. */
    ask: askOf(services),

    /** The same of other services than those of the first process. */
    askOf,

    find: (keyTask: { readonly id: string }): Promise<KeyTaskRecord> => keyTasks.find(as.chair, keyTask.id),

    planVersions: async () =>
      (await stores.planVersions.newestByPlan([plan.id], { before: null, limit: 1000 })).get(plan.id) ?? [],

    /** What was emitted since the last call. */
    async newEvents(): Promise<EventRecord[]> {
      const events = await stores.activity.read({ after: seen, limit: 10_000 });
      seen = events.at(-1)?.sequence ?? seen;
      return events;
    },

    /** Everything that the database holds, by collection. */
    async contents(): Promise<Record<string, unknown[]>> {
      const collections = Object.values(database.connection.models).map((model) => model.collection);
      const entries = await Promise.all(
        collections.map(async (collection): Promise<[string, unknown[]]> => [
          collection.collectionName,
          await collection.find({}).sort({ _id: 1 }).toArray(),
        ]),
      );
      return Object.fromEntries(entries);
    },

    async drop(): Promise<void> {
      for (const one of processes) await one.close();
      for (const connection of connections) await connection.close();
      await drop();
    },
  };
}

export type DecisionPath = Awaited<ReturnType<typeof openDecisionPath>>;
