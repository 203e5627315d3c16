import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditDatabase } from '../../src/audit/audit.ts';
import type { AuditProblem } from '../../src/audit/report.ts';
import type { Database } from '../../src/database/store.ts';
import { parseGlobalId } from '../../src/graphql/ids.ts';
import { createStores } from '../../src/stores.ts';
import type { ApplicationProcess } from '../support/application.ts';
import type { ApiUser } from '../support/graphql.ts';
import { longTest, report, scale, seedFrom } from '../support/soak.ts';
import { InspectedData } from '../support/stopped-application.ts';
import {
  administratorEnvironment,
  assembleTaskForce,
  createKeyTask,
  type Person,
  type TaskForce,
} from '../support/task-force.ts';
import { seededRandom } from '../support/typist.ts';

/** `CRASH_SEED` repeats the moments; the machine does the rest. */
const seed = seedFrom('CRASH_SEED');
const random = seededRandom(seed);
const crashes = scale(2, 100);
const ballotsAtOnce = 3;
/** Longest time from the first vote to the kill, in milliseconds: about as long as all of it takes. */
const longestWork = 600;

let inspected: InspectedData;
let application: ApplicationProcess;
let taskForce: TaskForce;

const start = (port?: string) =>
  inspected.data.start({
    ...administratorEnvironment,
    DATABASE: inspected.database,
    ACCESS_TOKEN_MINUTES: '120',
    ...(port === undefined ? {} : { PORT: port }),
  });

beforeAll(async () => {
  inspected = await InspectedData.create();
  application = await start();
  taskForce = await assembleTaskForce(application.url);
}, 120_000);
afterAll(() => inspected.remove());

const userErrors = 'userErrors { code message field }';
const operations = {
  write: `mutation ($input: ImportMarkdownInput!) { result: importMarkdown(input: $input) { ${userErrors} } }`,
  submit: `mutation ($input: SubmitVersionInput!) { result: submitVersion(input: $input) { version { contentHash } ${userErrors} } }`,
  review: `mutation ($input: SubmitReviewInput!) { result: submitReview(input: $input) { ${userErrors} } }`,
  table: `mutation ($input: TableKeyTaskInput!) { result: tableKeyTask(input: $input) { ballot { id } ${userErrors} } }`,
  vote: `mutation ($input: CastPositionInput!) { result: castPosition(input: $input) { ballot { id } ${userErrors} } }`,
  close: `mutation ($input: CloseBallotInput!) { result: closeBallot(input: $input) { decision { id hash } planVersion { hash } ${userErrors} } }`,
};

interface OpenBallot {
  readonly id: string;
  readonly contentHash: string;
  readonly draftId: string;
}

/** What the clients were told of a ballot, and what they asked for without hearing of it any more. */
interface Told {
  readonly ballot: OpenBallot;
  readonly positions: Map<Person, { acknowledged: string | null; asked: string[] }>;
  readonly decisions: { id: string; hash: string }[];
  readonly planVersions: string[];
}

async function tabled(title: string): Promise<OpenBallot> {
  const { lead, first, reviewer, secretariat } = taskForce.people;
  const keyTask = await createKeyTask(taskForce, title);
  const draftId = keyTask.draft.id;
  await first.mutate(operations.write, { draftId, markdown: `${title}의 글`, mode: 'APPEND' });
  const { version } = await lead.mutate<{ version: { contentHash: string } }>(operations.submit, {
    keyTaskId: keyTask.id,
    name: '검토 요청안',
  });
  const about = { keyTaskId: keyTask.id, contentHash: version.contentHash };
  await reviewer.mutate(operations.review, { ...about, verdict: 'APPROVE' });
  const { ballot } = await secretariat.mutate<{ ballot: { id: string } }>(operations.table, about);
  return { id: ballot.id, contentHash: version.contentHash, draftId };
}

/** The result; null when it was refused, or nobody knows because the server was killed meanwhile. */
async function attempt<T>(user: ApiUser, operation: string, input: object): Promise<T | null> {
  try {
    return await user.mutate<T>(operation, { ...input });
  } catch {
    return null;
  }
}

/** Everybody votes, changes their mind, edits and closes at once. */
async function racing(ballot: OpenBallot): Promise<Told> {
  const { people } = taskForce;
  const { id: ballotId, contentHash, draftId } = ballot;
  const told: Told = { ballot, positions: new Map(), decisions: [], planVersions: [] };
  const votes = (['chair', 'lead', 'first', 'second'] as const).map(async (person) => {
    const own: { acknowledged: string | null; asked: string[] } = { acknowledged: null, asked: [] };
    told.positions.set(person, own);
    for (const value of ['APPROVE', random() < 0.2 ? 'ABSTAIN' : 'NO_OBJECTION', 'APPROVE']) {
      await delay(random() * 150);
      own.asked.push(value);
      const taken = await attempt(people[person], operations.vote, { ballotId, contentHash, value });
      if (taken === null) continue;
      own.acknowledged = value;
      own.asked = [];
    }
  });
  const closings = (['chair', 'secretariat', 'chair'] as const).map(async (person) => {
    await delay(150 + random() * 300);
    const closed = await attempt<{
      decision: { id: string; hash: string };
      planVersion: { hash: string } | null;
    }>(people[person], operations.close, { ballotId, contentHash });
    if (closed === null) return;
    told.decisions.push(closed.decision);
    if (closed.planVersion !== null) told.planVersions.push(closed.planVersion.hash);
  });
  const edits = [0, 1].map(async () => {
    await delay(random() * 400);
    await attempt(people.second, operations.write, { draftId, markdown: '나중의 글', mode: 'APPEND' });
  });
  await Promise.all([...votes, ...closings, ...edits]);
  return told;
}

const hexId = (id: string) => parseGlobalId(id)?.id ?? '';

/** Everything that was acknowledged is stored, whole, and nothing else of it. */
async function verify(database: Database, tolds: readonly Told[]): Promise<void> {
  const stores = createStores(database);
  const problems: AuditProblem[] = [];
  await auditDatabase(database, stores, (problem) => problems.push(problem));
  expect(problems).toEqual([]);
  const ballots = await stores.decisions.findBallots(tolds.map(({ ballot }) => hexId(ballot.id)));
  for (const { ballot, positions, decisions, planVersions } of tolds) {
    const stored = ballots.find(({ id }) => id === hexId(ballot.id));
    for (const [person, { acknowledged, asked }] of positions) {
      const memberId = hexId(taskForce.memberIds[person]);
      const value = stored?.positions.find((position) => position.memberId === memberId)?.value ?? null;
      expect([acknowledged, ...asked]).toContain(value);
    }
    const [decision] = await stores.decisions.findDecisionsOfBallots([hexId(ballot.id)]);
    for (const { id, hash } of decisions) expect(decision).toMatchObject({ id: hexId(id), hash });
    const planVersionIds = [decision?.planVersionId ?? []].flat();
    const appended = await stores.planVersions.findMany(planVersionIds);
    for (const hash of planVersions) expect(appended.map((planVersion) => planVersion.hash)).toEqual([hash]);
  }
}

it(
  `DC-6, AU-2: of votes, edits and confirmations, ${crashes} times killed at a random moment, all or nothing is stored (seed ${seed})`,
  { timeout: longTest },
  async () => {
    const { port } = new URL(application.url);
    let acknowledged = 0;
    let decided = 0;
    for (let round = 1; round <= crashes; round += 1) {
      const ballots: OpenBallot[] = [];
      for (let index = 0; index < ballotsAtOnce; index += 1)
        ballots.push(await tabled(`과제 ${round}-${index}`));
      const work = Promise.all(ballots.map(racing));
      await delay(random() * longestWork);
      await application.kill();
      const tolds = await work;
      await inspected.read((database) => verify(database, tolds));
      for (const { positions, decisions } of tolds) {
        for (const position of positions.values()) if (position.acknowledged !== null) acknowledged += 1;
        if (decisions.length > 0) decided += 1;
      }
      application = await start(port);
    }
    expect(await application.terminate()).toBe(0);
    report(`DC-6: ${crashes} kills, ${acknowledged} votes and ${decided} decisions acknowledged before them`);
    expect(acknowledged).toBeGreaterThan(0);
  },
);
