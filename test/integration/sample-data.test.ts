import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSampleAccounts, type SampleAccount } from '../../src/sample-accounts.ts';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { compiled } from '../support/compiled.ts';
import { ApiUser } from '../support/graphql.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** One database, also for the processes that this test starts by itself. */
const environment = { SAMPLE_DATA: 'on', DATABASE: 'sample', LOG_LEVEL: 'debug' };
const external = process.env['MONGODB_URI'];

interface Draft {
  markdown: string;
  fields: Record<string, unknown>;
  contentProblems: unknown[];
  authors: { email: string | null }[];
}
interface Task {
  id: string;
  title: string;
  englishTitle: string | null;
  state: string;
  subcommittee: { slug: string };
  draft: Draft;
  versions: { nodes: { name: string; contentHash: string; canonicalForm: string }[] };
  reviews: { nodes: { state: string; reviewer: { displayName: string } | null }[] };
  decisions: { nodes: { outcome: string; planVersion: { number: number } | null }[] };
  ballot: null | {
    open: boolean;
    positions: { value: string }[];
    tally: { quorumReached: boolean; roster: number; discuss: number; overruled: number };
  };
  sealedVersion: { contentHash: string } | null;
  mergedInto: { title: string } | null;
}
interface Plan {
  title: string;
  periodStart: number;
  periodEnd: number;
  predecessor: { title: string } | null;
  strategies: { title: string; englishTitle: string | null; keyTasks: { nodes: { title: string }[] } }[];
  keyTasks: { nodes: Task[] };
  versions: { nodes: { number: number; hash: string; canonicalForm: string; markdown: string }[] };
}
interface Everything {
  plans: { nodes: Plan[] };
  members: {
    nodes: { email: string; sector: string; roles: string[]; active: boolean; sample: boolean }[];
  };
  subcommittees: { slug: string; englishName: string | null; seats: { role: string }[] }[];
}

const everything = `{
  plans(first: 3) { nodes {
    title periodStart periodEnd predecessor { title }
    strategies { title englishTitle keyTasks(first: 5) { nodes { title } } }
    keyTasks(first: 20) { nodes {
      id title englishTitle state subcommittee { slug }
      draft { markdown fields contentProblems { code } authors { email } }
      versions(first: 5) { nodes { name contentHash canonicalForm } }
      reviews(first: 5) { nodes { state reviewer { displayName } } }
      decisions(first: 2) { nodes { outcome planVersion { number } } }
      ballot { open positions { value } tally { quorumReached roster discuss overruled } }
      sealedVersion { contentHash } mergedInto { title }
    } }
    versions(first: 5) { nodes { number hash canonicalForm markdown } }
  } }
  members(first: 100) { nodes { email sector roles active sample } }
  subcommittees { slug englishName seats { role } }
}`;

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

function counts(values: readonly string[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const value of values) found[value] = (found[value] ?? 0) + 1;
  return found;
}

/** Signs in as one of the listed accounts. */
async function signIn(data: ApplicationData, url: string, email: string): Promise<ApiUser> {
  const account = (await readSampleAccounts(data.folder)).find((listed) => listed.email === email);
  if (account === undefined) throw new Error(`${email} isn't listed.`);
  return ApiUser.signIn(url, account.email, account.password);
}

const secretariat = 'secretariat@choan.example';

/** How much there is of everything: the same after every start. */
async function numbers(data: ApplicationData, url: string) {
  const user = await signIn(data, url, secretariat);
  const { plans, members, subcommittees } = await user.query<Everything>(everything);
  return {
    members: members.nodes.length,
    subcommittees: subcommittees.length,
    accounts: (await readSampleAccounts(data.folder)).length,
    plans: plans.nodes.map((plan) => ({
      title: plan.title,
      strategies: plan.strategies.length,
      tasks: plan.keyTasks.nodes.map(({ title, state, draft, versions, reviews, decisions, ballot }) => ({
        title,
        state,
        text: sha256(draft.markdown),
        authors: draft.authors.length,
        versions: versions.nodes.length,
        reviews: reviews.nodes.length,
        decisions: decisions.nodes.length,
        positions: ballot?.positions.length ?? null,
      })),
      versions: plan.versions.nodes.length,
    })),
  };
}

describe.skipIf(external !== undefined && external !== '')('sample data (embedded store only)', () => {
  let data: ApplicationData;
  let app: ApplicationProcess;
  /** Of a first start that nothing interrupted. */
  let undisturbed: Awaited<ReturnType<typeof numbers>>;
  beforeAll(async () => {
    data = await ApplicationData.create();
    app = await data.start(environment);
    undisturbed = await numbers(data, app.url);
  });
  afterAll(() => data.remove());

  describe('a first start', () => {
    let user: ApiUser;
    let found: Everything;
    let third: Plan;
    let second: Plan;
    let accounts: readonly SampleAccount[];
    beforeAll(async () => {
      accounts = await readSampleAccounts(data.folder);
      user = await signIn(data, app.url, secretariat);
      found = await user.query<Everything>(everything);
      const [newest, oldest] = found.plans.nodes;
      if (newest === undefined || oldest === undefined) throw new Error('A plan is missing.');
      [third, second] = [newest, oldest];
    });
    const tasksIn = (state: string) => third.keyTasks.nodes.filter((task) => task.state === state);

    it('brings forty members of every sector and role, all marked as sample, and one who has left', () => {
      const active = found.members.nodes.filter((member) => member.active);
      expect(counts(active.map(({ sector }) => sector))).toEqual({
        GOVERNMENT: 10,
        INDUSTRY: 9,
        ACADEMIA: 8,
        AGENCY: 8,
        CIVIL_SOCIETY: 5,
      });
      expect(found.members.nodes).toHaveLength(41);
      expect(found.members.nodes.every(({ sample }) => sample)).toBe(true);
      expect(found.members.nodes.every(({ email }) => email.endsWith('.example'))).toBe(true);
      expect(counts(active.flatMap(({ roles }) => roles))).toEqual({
        CHAIR: 1,
        SECRETARIAT: 2,
        ADMINISTRATOR: 1,
        REVIEWER: 4,
        OBSERVER: 2,
        STRATEGY_COMMITTEE: 3,
      });
    });

    it('lists accounts that can all sign in, with one password that the welcome shows', async () => {
      expect(accounts.map(({ email }) => email).sort()).toEqual(
        found.members.nodes
          .filter(({ active }) => active)
          .map(({ email }) => email)
          .sort(),
      );
      for (const email of ['chair', 'administrator', 'reviewer-1', 'observer-2', 'security-lead'])
        await signIn(data, app.url, `${email}@choan.example`);
      expect(app.output()).toContain(`all with the password ${accounts[0]?.password ?? ''}`);
    });

    it('brings four subcommittees with one lead each', () => {
      expect(found.subcommittees.map(({ slug }) => slug)).toEqual([
        'public-cloud',
        'cloud-industry',
        'cloud-ecosystem',
        'security-trust',
      ]);
      for (const { seats } of found.subcommittees) {
        expect(seats.filter(({ role }) => role === 'LEAD')).toHaveLength(1);
        expect(seats.length).toBeGreaterThan(6);
      }
    });

    it('brings the third plan with three strategies and eleven tasks of all subcommittees, after the second', () => {
      expect(third).toMatchObject({
        periodStart: 2022,
        periodEnd: 2024,
        predecessor: { title: second.title },
      });
      expect(third.strategies.map(({ keyTasks }) => keyTasks.nodes.length)).toEqual([4, 4, 3]);
      expect(third.keyTasks.nodes).toHaveLength(11);
      expect(new Set(third.keyTasks.nodes.map(({ subcommittee }) => subcommittee.slug)).size).toBe(4);
      expect(second.predecessor).toBeNull();
    });

    it('brings a real text and every structured field for each task, by two members or more', () => {
      for (const { title, draft, englishTitle } of third.keyTasks.nodes) {
        expect(draft.contentProblems, title).toEqual([]);
        expect(draft.markdown.length, title).toBeGreaterThan(450);
        expect(draft.markdown, title).toMatch(/^# /m);
        expect(Object.keys(draft.fields).sort(), title).toEqual([
          'budget',
          'goal',
          'indicators',
          'leadMinistry',
          'schedule',
        ]);
        expect(draft.authors.length, title).toBeGreaterThanOrEqual(2);
        expect(englishTitle, title).not.toBeNull();
      }
      expect(new Set(third.keyTasks.nodes.map(({ draft }) => sha256(draft.markdown))).size).toBe(11);
      for (const { draft } of second.keyTasks.nodes) expect(draft.contentProblems).toEqual([]);
    });

    it('brings tasks in every state', () => {
      expect(counts(third.keyTasks.nodes.map(({ state }) => state))).toEqual({
        DRAFTING: 6,
        IN_REVIEW: 2,
        APPROVED: 1,
        TABLED: 1,
        CONFIRMED: 1,
      });
      expect(counts(second.keyTasks.nodes.map(({ state }) => state))).toEqual({
        CONFIRMED: 1,
        MERGED: 1,
        WITHDRAWN: 1,
      });
      const merged = second.keyTasks.nodes.find(({ state }) => state === 'MERGED');
      expect(merged?.mergedInto).not.toBeNull();
    });

    it('brings reviews: requested, approved, changes requested and made', () => {
      const inReview = tasksIn('IN_REVIEW').map(({ reviews }) =>
        reviews.nodes.map(({ state }) => state).sort(),
      );
      expect(inReview).toContainEqual(['CHANGES_REQUESTED', 'REQUESTED']);
      expect(inReview).toContainEqual(['APPROVED', 'REQUESTED']);
      const returned = tasksIn('DRAFTING').flatMap(({ reviews }) => reviews.nodes.map(({ state }) => state));
      expect(returned.sort()).toEqual(['CHANGES_REQUESTED', 'INVALIDATED']);
    });

    it('brings an open ballot with positions, a decision that confirmed and one that returned', () => {
      const [tabled] = tasksIn('TABLED');
      expect(tabled?.ballot).toMatchObject({
        open: true,
        tally: { quorumReached: false, roster: 28, discuss: 2, overruled: 1 },
      });
      expect(tabled?.ballot?.positions).toHaveLength(9);
      const outcomes = (state: string) =>
        tasksIn(state).flatMap(({ decisions }) => decisions.nodes.map(({ outcome }) => outcome));
      expect(outcomes('CONFIRMED')).toEqual(['CONFIRMED']);
      expect(outcomes('DRAFTING')).toEqual(['RETURNED']);
    });

    it('brings a sealed version and a plan version whose hashes anybody can check', async () => {
      const [confirmed] = tasksIn('CONFIRMED');
      const [version] = confirmed?.versions.nodes ?? [];
      expect(confirmed?.sealedVersion?.contentHash).toBe(sha256(version?.canonicalForm ?? ''));
      const [planVersion, ...others] = third.versions.nodes;
      expect(others).toEqual([]);
      expect(planVersion?.hash).toBe(sha256(planVersion?.canonicalForm ?? ''));
      expect(planVersion?.markdown).toContain(confirmed?.title);

      const anybody = await new ApiUser(app.url).query<{
        plans: { nodes: { latestVersion: { hash: string } | null }[] };
      }>('{ plans { nodes { latestVersion { hash } } } }');
      expect(anybody.plans.nodes[0]?.latestVersion?.hash).toBe(planVersion?.hash);
    });

    it('tells all of it in the activity log, with who did it', async () => {
      const kinds: string[] = [];
      const writers = new Set<string>();
      for (let after: string | null = null; ;) {
        const page: {
          activity: {
            nodes: { kind: string; actor: { displayName: string } | null }[];
            pageInfo: { hasNextPage: boolean; endCursor: string | null };
          };
        } = await user.query(
          'query ($after: String) { activity(first: 100, after: $after) { nodes { kind actor { displayName } } pageInfo { hasNextPage endCursor } } }',
          { after },
        );
        for (const { kind, actor } of page.activity.nodes) {
          kinds.push(kind);
          if (kind === 'DRAFT_CHANGED') writers.add(actor?.displayName ?? 'nobody');
        }
        if (!page.activity.pageInfo.hasNextPage) break;
        after = page.activity.pageInfo.endCursor;
      }
      // All of the schema's kinds of events but two: nobody was taken off a roster, and no recusal lifted.
      expect(new Set(kinds).size).toBe(13);
      expect(writers.size).toBeGreaterThan(10);
      expect(writers).not.toContain('nobody');
    });

    it('has something in the lists of a reviewer and of a subcommittee', async () => {
      const list = 'query ($filter: KeyTaskFilter) { keyTasks(filter: $filter) { nodes { title } } }';
      interface Titles {
        keyTasks: { nodes: { title: string }[] };
      }
      const reviewer = await signIn(data, app.url, 'reviewer-1@choan.example');
      const waiting = await reviewer.query<Titles>(list, { filter: { waitingForMyReview: true } });
      expect(waiting.keyTasks.nodes).toHaveLength(2);
      const lead = await signIn(data, app.url, 'industry-lead@choan.example');
      const own = await lead.query<Titles>(list, { filter: { mine: true } });
      expect(own.keyTasks.nodes).toHaveLength(5);
    });

    it('leaves everything as it is at the next starts', async () => {
      await app.terminate();
      app = await data.start(environment);
      expect(await numbers(data, app.url)).toEqual(undisturbed);
      expect(app.output()).not.toContain('undone');
      expect(app.output()).toContain('Sample accounts');
      await app.kill();
      app = await data.start({ ...environment, SAMPLE_DATA: 'off' });
      expect(await numbers(data, app.url)).toEqual(undisturbed);
      expect(app.output()).not.toContain('Sample accounts');
    });
  });

  describe('an interrupted loading', () => {
    let broken: ApplicationData;
    beforeAll(async () => {
      broken = await ApplicationData.create();
    });
    afterAll(() => broken.remove());

    /** Starts the application on `broken` and kills it as soon as it is about to load `step`. */
    async function killedAt(step: string): Promise<string> {
      await compiled();
      const child = spawn(process.execPath, ['dist/main.js'], {
        cwd: root,
        env: { ...process.env, ...environment, NODE_ENV: 'development', PORT: '0', DATA_DIR: broken.folder },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes(`"step":"${step}"`)) child.kill('SIGKILL');
      });
      const [, signal] = (await once(child, 'close')) as [number | null, string | null];
      expect(signal).toBe('SIGKILL');
      expect(output).not.toContain('listening on');
      return output;
    }

    it('is undone by a start that loads no sample data', async () => {
      await killedAt('key task saas');
      const restarted = await broken.start({ ...environment, SAMPLE_DATA: 'off' });
      const { plans, subcommittees } = await new ApiUser(restarted.url).query<
        Pick<Everything, 'plans' | 'subcommittees'>
      >('{ plans { nodes { title } } subcommittees { slug } }');
      expect(restarted.output()).toContain('was undone');
      expect({ plans: plans.nodes, subcommittees }).toEqual({ plans: [], subcommittees: [] });
      expect(await restarted.terminate()).toBe(0);
    });

    it('is undone and done again, wherever it was interrupted', async () => {
      await killedAt('key task cloud-first');
      expect(await killedAt('texts')).toContain('was undone');
      expect(await killedAt('decisions of the third plan')).toContain('was undone');
      const restarted = await broken.start(environment);
      expect(await numbers(broken, restarted.url)).toEqual(undisturbed);
      // Four starts, each of which loads.
    }, 180_000);
  });

  it.each([
    ['SAMPLE_DATA=off', { SAMPLE_DATA: 'off' }],
    ['NODE_ENV=production', { NODE_ENV: 'production' }],
    [
      'an administrator of its own',
      { ADMIN_EMAIL: 'operator@example.org', ADMIN_PASSWORD: 'a long enough password' },
    ],
  ])('is not loaded with %s', async (_name, settings) => {
    const other = await ApplicationData.create();
    try {
      const started = await other.start({ ...environment, ...settings });
      const found = await new ApiUser(started.url).query(
        '{ plans { nodes { title } } subcommittees { slug } }',
      );
      expect(found).toEqual({ plans: { nodes: [] }, subcommittees: [] });
      expect(await readSampleAccounts(other.folder)).toEqual([]);
    } finally {
      await other.remove();
    }
  });
});
