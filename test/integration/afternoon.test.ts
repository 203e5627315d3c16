import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { connectDraft, type DraftConnection } from '../../src/client/index.ts';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { Editor, eventually } from '../support/editor.ts';
import { ApiUser } from '../support/graphql.ts';
import { FeedReader, readActivity } from '../support/feed.ts';
import {
  administratorEnvironment,
  assembleTaskForce,
  createKeyTask,
  signInAll,
  type Person,
  type TaskForce,
} from '../support/task-force.ts';
import { hasTrace, readTrace, replayTrace } from '../support/trace.ts';
import { Typist } from '../support/typist.ts';

/** The task force's afternoon: each step goes on where the one before ended. */

let data: ApplicationData;
let application: ApplicationProcess;
let taskForce: TaskForce;
let keyTask: { id: string; draft: { id: string; collaborationPath: string } };
const openEditors: Editor[] = [];
let saved: DraftConnection;
let feed: FeedReader;
/** Of the paragraph of each author, once everything is typed. */
const expected = new Map<string, string>();
let submitted: { id: string; contentHash: string };
let ballotId: string;
let published: { number: number; hash: string };

const userErrors = 'userErrors { code message field }';
const person = (name: Person) => taskForce.people[name];

beforeAll(async () => {
  data = await ApplicationData.create();
  application = await data.start(administratorEnvironment);
  taskForce = await assembleTaskForce(application.url);
  keyTask = await createKeyTask(taskForce, '공공부문 클라우드 우선 이용');
}, 120_000);
afterAll(async () => {
  for (const editor of openEditors) editor.destroy();
  (saved as DraftConnection | undefined)?.destroy();
  await (feed as FeedReader | undefined)?.close();
  await data.remove();
});

async function open(name: Person): Promise<Editor> {
  const editor = new Editor(person(name), keyTask.draft.collaborationPath);
  openEditors.push(editor);
  await editor.synced();
  return editor;
}

/** As {@link open}, but by way of `choan/client`, which tells what is stored. */
function openWithStatus(name: Person, doc = new Y.Doc()): DraftConnection {
  return connectDraft({
    url: application.url,
    collaborationPath: keyTask.draft.collaborationPath,
    doc,
    getAccessToken: () => person(name).token ?? null,
    WebSocket,
    longestRetryDelay: 200,
  });
}

const reaches = (connection: DraftConnection, state: string) =>
  eventually(
    `the status is ${state}`,
    () => connection.status.state === state,
    (check) => connection.onStatus(check),
  );

const draftText = async (name: Person) => {
  const { node } = await person(name).query<{ node: { plainText: string; sequence: number } }>(
    'query ($id: ID!) { node(id: $id) { ... on Draft { plainText sequence } } }',
    { id: keyTask.draft.id },
  );
  return node;
};

const taskState = async () => {
  const { node } = await person('observer').query<{ node: { state: string; amendment: boolean } }>(
    'query ($id: ID!) { node(id: $id) { ... on KeyTask { state amendment } } }',
    { id: keyTask.id },
  );
  return node;
};

describe("the task force's afternoon", () => {
  let first: Editor;
  let second: Editor;
  let observer: Editor;

  it('two members type at the same time, a third only reads, a reviewer follows the feed', async () => {
    feed = new FeedReader(person('reviewer'), { filter: { keyTaskId: keyTask.id }, after: await start() });
    [first, second, observer] = await Promise.all([open('first'), open('second'), open('observer')]);
    const typists = [
      new Typist(first.addParagraph('of-first'), 20_260_101),
      new Typist(second.addParagraph('of-second'), 20_260_102),
    ] as const;
    for (let round = 0; round < 400; round += 1) {
      for (const typist of typists) typist.type();
      // Lets the sockets work, so that each types on while the other's keystrokes come in.
      if (round % 4 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expected.set('of-first', typists[0].expected).set('of-second', typists[1].expected);
    for (const editor of [first, second, observer])
      await editor.until('all texts are as typed', () => isAsExpected(editor));
    for (const name of ['first', 'second'])
      await feed.until(
        `changes of ${name} are in the feed`,
        ({ kind, actor }) => kind === 'DRAFT_CHANGED' && actor?.displayName === name,
      );
  });

  it.skipIf(!hasTrace('friendsforever'))(
    'they type the recorded history friendsforever keystroke by keystroke',
    { timeout: 240_000 },
    async () => {
      const trace = readTrace('friendsforever');
      first.addParagraph('trace');
      await second.until('the paragraph is there', () => second.paragraphText('trace') !== null);
      await replayTrace({
        trace,
        connected: [first.doc, second.doc],
        clientIds: [1, 2],
        textOf: (doc) => {
          const block = doc
            .getXmlFragment('content')
            .toArray()
            .find((node) => node instanceof Y.XmlElement && node.getAttribute('id') === 'trace');
          return (block as Y.XmlElement).get(0) as Y.XmlText;
        },
      });
      expected.set('trace', trace.endContent);
      for (const editor of [first, second, observer])
        await editor.until('the text is that of the trace', () => isAsExpected(editor));
    },
  );

  it('what all have is what the server has stored', async () => {
    saved = openWithStatus('lead');
    await reaches(saved, 'saved');
    for (const [id, text] of expected) expect(textIn(saved.doc, id)).toBe(text);
    // The lead's status says nothing of what the others' last keystrokes have reached.
    await vi.waitFor(
      async () => {
        const stored = await draftText('reviewer');
        for (const text of expected.values())
          for (const line of lines(text)) expect(stored.plainText).toContain(line);
      },
      { timeout: 20_000 },
    );
  });

  it('the lead names and submits the version, which has exactly this text', async () => {
    const { version } = await person('lead').mutate<{
      version: { id: string; contentHash: string; canonicalForm: string };
    }>(
      `mutation ($input: SubmitVersionInput!) { result: submitVersion(input: $input) { version { id contentHash canonicalForm } ${userErrors} } }`,
      { keyTaskId: keyTask.id, name: '1차 검토안' },
    );
    submitted = version;
    expect(sha256(version.canonicalForm)).toBe(version.contentHash);
    for (const text of expected.values())
      expect(version.canonicalForm).toContain(JSON.stringify(text.normalize('NFC')).slice(1, -1));
    expect(await taskState()).toMatchObject({ state: 'IN_REVIEW' });
  });

  it('a keystroke after that is refused, and open editors are read-only', async () => {
    await reaches(saved, 'frozen');
    const before = await draftText('reviewer');
    const late = second.paragraphText('of-second');
    late?.insert(0, '너무 늦은 글자');
    saved.doc.getXmlFragment('content').insert(0, [new Y.XmlElement('paragraph')]);
    expect(saved.status).toMatchObject({ state: 'frozen', unsaved: true });
    // A round trip behind the keystrokes on the same sockets: by then they have been looked at.
    const joined = await open('first');
    expect(joined.paragraphText('of-second')?.toString()).toBe(expected.get('of-second'));
    expect(await draftText('reviewer')).toEqual(before);
    expect(second.denials).toContainEqual(expect.stringMatching(/^FROZEN: /));
    expect(observer.paragraphText('of-second')?.toString()).toBe(expected.get('of-second'));
    const { node } = await person('second').query<{ node: { editable: boolean; frozen: boolean } }>(
      'query ($id: ID!) { node(id: $id) { ... on Draft { editable frozen } } }',
      { id: keyTask.draft.id },
    );
    expect(node).toEqual({ editable: false, frozen: true });
  });

  it('an author may not review it; the reviewer approves this hash and no other', async () => {
    const review = `mutation ($input: SubmitReviewInput!) { result: submitReview(input: $input) { review { state } ${userErrors} } }`;
    const input = { keyTaskId: keyTask.id, verdict: 'APPROVE', contentHash: submitted.contentHash };
    expect(await person('first').refusals(review, input)).toEqual(['FOUR_EYES']);
    expect(await person('reviewer').refusals(review, { ...input, contentHash: '0'.repeat(64) })).toEqual([
      'STALE_HASH',
    ]);
    expect(await person('reviewer').mutate(review, input)).toMatchObject({ review: { state: 'APPROVED' } });
    expect(await taskState()).toMatchObject({ state: 'APPROVED' });
  });

  it('the chair tables it and the members vote until the quorum is reached', async () => {
    const { ballot } = await person('chair').mutate<{ ballot: { id: string; roster: unknown[] } }>(
      `mutation ($input: TableKeyTaskInput!) { result: tableKeyTask(input: $input) { ballot { id roster { displayName } } ${userErrors} } }`,
      { keyTaskId: keyTask.id, contentHash: submitted.contentHash },
    );
    ballotId = ballot.id;
    expect(ballot.roster).toHaveLength(4);
    const close = `mutation ($input: CloseBallotInput!) { result: closeBallot(input: $input) { decision { outcome contentHash } planVersion { number hash } ${userErrors} } }`;
    const input = { ballotId, contentHash: submitted.contentHash };
    expect(await person('chair').refusals(close, input)).toEqual(['QUORUM_NOT_REACHED']);
    const vote = `mutation ($input: CastPositionInput!) { result: castPosition(input: $input) { ballot { tally { approve quorumReached wouldConfirm } } ${userErrors} } }`;
    await Promise.all(
      (['lead', 'first', 'second'] as const).map((name) =>
        person(name).mutate(vote, { ...input, value: 'APPROVE' }),
      ),
    );
    const closed = await person('chair').mutate<{ planVersion: { number: number; hash: string } }>(
      close,
      input,
    );
    expect(closed).toMatchObject({ decision: { outcome: 'CONFIRMED', contentHash: submitted.contentHash } });
    published = closed.planVersion;
  });

  it('the plan version is in the feed, and in a query with exactly that text and hash', async () => {
    const planFeed = new FeedReader(person('reviewer'), {
      filter: { planId: taskForce.planId },
      after: await start(),
    });
    const event = await planFeed.until(
      'the plan version is published',
      ({ kind }) => kind === 'PLAN_VERSION_PUBLISHED',
    );
    await planFeed.close();
    expect(event).toMatchObject({ number: 1, hash: published.hash });
    await expectPlanVersion();
    expect(await taskState()).toMatchObject({ state: 'CONFIRMED' });
  });

  it('CO-41: who wrote what of the published text is for members, and each wrote their paragraph', async () => {
    const query = `query ($id: ID!) {
      node(id: $id) { ... on KeyTask { sealedVersion { contentHash blame { shares { member { displayName } } } } } }
    }`;
    type Answer = {
      node: { sealedVersion: { contentHash: string; blame: { shares: { member: unknown }[] } | null } };
    };
    const { node } = await person('observer').query<Answer>(query, { id: keyTask.id });
    expect(node.sealedVersion.blame?.shares.map(({ member }) => member)).toEqual(
      expect.arrayContaining([{ displayName: 'first' }, { displayName: 'second' }]),
    );
    const nobody = await new ApiUser(application.url).query<Answer>(query, { id: keyTask.id });
    expect(nobody.node.sealedVersion).toEqual({ contentHash: submitted.contentHash, blame: null });
  });

  it('the process is killed and started again: everything is there, hashes verify, the feed goes on without a gap', async () => {
    await feed.until('the confirmation has come', ({ to }) => to === 'CONFIRMED');
    const before = await readActivity(person('reviewer'), { keyTaskId: keyTask.id });
    const followed = feed.events.map(({ cursor }) => cursor);
    expect(new Set(followed).size).toBe(followed.length);
    const middle = before[Math.floor(before.length / 2)]?.cursor ?? '';
    await feed.close();
    const port = new URL(application.url).port;
    await application.kill();
    application = await data.start({ PORT: port });

    await expectPlanVersion();
    const after = await readActivity(person('reviewer'), { keyTaskId: keyTask.id });
    expect(after).toEqual(before);
    expect(before.map(({ cursor }) => cursor)).toEqual(followed);
    feed = new FeedReader(person('reviewer'), { filter: { keyTaskId: keyTask.id }, after: middle });
    const { cursor: last } = before.at(-1) ?? { cursor: '' };
    await feed.until('it has caught up', ({ cursor }) => cursor === last);
    expect(feed.events).toEqual(before.slice(Math.floor(before.length / 2) + 1));
  });

  it('the task is reopened and editing goes on, while the plan keeps the sealed text', async () => {
    taskForce = { ...taskForce, people: await signInAll(application.url) };
    await person('chair').mutate(
      `mutation ($input: ReopenKeyTaskInput!) { result: reopenKeyTask(input: $input) { keyTask { state } ${userErrors} } }`,
      { keyTaskId: keyTask.id, reason: '지표를 고침' },
    );
    expect(await taskState()).toEqual({ state: 'DRAFTING', amendment: true });
    const editor = await open('first');
    for (const [id, text] of expected) expect(editor.paragraphText(id)?.toString()).toContain(text);
    editor.addParagraph('amendment', '개정하는 문단');
    await observer.until('the reader gets it', () => observer.paragraphText('amendment') !== null);
    await feed.until(
      'the change is in the feed',
      ({ kind, excerpt }) => kind === 'DRAFT_CHANGED' && String(excerpt).includes('개정하는 문단'),
    );
    const cursors = feed.events.map(({ cursor }) => cursor);
    expect(new Set(cursors).size).toBe(cursors.length);
    await expectPlanVersion();
  });

  async function expectPlanVersion(): Promise<void> {
    const { node } = await person('observer').query<{
      node: {
        latestVersion: {
          number: number;
          hash: string;
          canonicalForm: string;
          markdown: string;
          entries: { contentHash: string; version: { contentHash: string; canonicalForm: string } }[];
        };
      };
    }>(
      'query ($id: ID!) { node(id: $id) { ... on Plan { latestVersion { number hash canonicalForm markdown entries { contentHash version { contentHash canonicalForm } } } } } }',
      { id: taskForce.planId },
    );
    const { latestVersion } = node;
    expect(latestVersion).toMatchObject({ number: 1, hash: published.hash });
    expect(sha256(latestVersion.canonicalForm)).toBe(published.hash);
    expect(latestVersion.entries).toHaveLength(1);
    const [entry] = latestVersion.entries;
    expect(entry?.contentHash).toBe(submitted.contentHash);
    expect(sha256(entry?.version.canonicalForm ?? '')).toBe(submitted.contentHash);
    for (const text of expected.values())
      expect(entry?.version.canonicalForm).toContain(JSON.stringify(text.normalize('NFC')).slice(1, -1));
    expect(latestVersion.canonicalForm).toContain(submitted.contentHash);
  }
});

/** A cursor before everything of the key task. */
async function start(): Promise<string> {
  const { activity } = await person('reviewer').query<{ activity: { edges: { cursor: string }[] } }>(
    '{ activity(first: 1) { edges { cursor } } }',
  );
  return activity.edges[0]?.cursor ?? '';
}

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const textIn = (doc: Y.Doc, id: string) =>
  doc
    .getXmlFragment('content')
    .toArray()
    .filter((node): node is Y.XmlElement => node instanceof Y.XmlElement && node.getAttribute('id') === id)
    .map((node) => (node.get(0) as Y.XmlText).toString() as string)[0];

const isAsExpected = (editor: Editor) =>
  [...expected].every(([id, text]) => editor.paragraphText(id)?.toString() === text);
