import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { createAccessTokens } from '../../src/auth/access-tokens.ts';
import { connectDraft, type DraftConnection, type DraftStatus } from '../../src/client/index.ts';
import { eventuallyTrue } from '../support/acknowledged-writer.ts';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { RawClient } from '../support/collaboration.ts';
import { ApiUser, post } from '../support/graphql.ts';
import { report, scale } from '../support/soak.ts';
import {
  administratorEnvironment,
  assembleTaskForce,
  createKeyTask,
  type TaskForce,
} from '../support/task-force.ts';

/**
 * CO-20 says a second, from the answer to whoever made the change. Beside other test files, which keep every core busy,
 * three; the next look at everybody's rights would come after 20.
 */
const limit = scale(3000, 1000);

const secret = 'a secret that the test knows as well, of 32 and more characters';
const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = administratorEnvironment;

let data: ApplicationData;
let application: ApplicationProcess;
let taskForce: TaskForce;
let administrator: ApiUser;
let keyTask: Awaited<ReturnType<typeof createKeyTask>>;
let writer: Writer;

beforeAll(async () => {
  data = await ApplicationData.create();
  application = await data.start({ ...administratorEnvironment, AUTH_SECRET: secret });
  taskForce = await assembleTaskForce(application.url);
  administrator = await ApiUser.signIn(application.url, email, password);
}, 120_000);
afterAll(() => data.remove());
beforeEach(async () => {
  keyTask = await createKeyTask(taskForce, '공공부문 민간 클라우드 이용 확대');
});
afterEach(() => writer.destroy());

interface Session {
  accessToken: string;
  refreshToken: string;
}

const signInMutation =
  'mutation ($input: SignInInput!) { result: signIn(input: $input) { session { accessToken refreshToken } userErrors { code message field } } }';
const refreshMutation =
  'mutation ($input: RefreshSessionInput!) { result: refreshSession(input: $input) { session { accessToken refreshToken } userErrors { code message field } } }';

/** Somebody in the middle of typing with `choan/client`, and beside it a socket that tells what the server says. */
class Writer {
  readonly connection: DraftConnection;
  readonly socket: RawClient;
  readonly statuses: { readonly at: number; readonly status: DraftStatus }[] = [];
  readonly heard: { readonly at: number; readonly what: string }[] = [];
  readonly #text = new Y.XmlText();
  readonly #timer: NodeJS.Timeout;
  #session: Session;
  typed = 0;

  private constructor(session: Session, accessToken: string) {
    this.#session = session;
    let token = accessToken;
    this.connection = connectDraft({
      url: application.url,
      collaborationPath: keyTask.draft.collaborationPath,
      doc: new Y.Doc(),
      getAccessToken: async (rejected) => {
        if (rejected === token) token = (await this.#refresh()) ?? '';
        return token === '' ? null : token;
      },
      WebSocket,
      longestRetryDelay: 100,
    });
    this.connection.onStatus((status) => this.statuses.push({ at: performance.now(), status }));
    this.socket = new RawClient(
      `${application.url.replace('http', 'ws')}${keyTask.draft.collaborationPath}?token=${accessToken}`,
    );
    this.socket.socket.on('message', () => {
      const { denials } = this.socket;
      for (const what of denials.slice(this.heard.length)) this.heard.push({ at: performance.now(), what });
    });
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.setAttribute('id', 'one');
    paragraph.insert(0, [this.#text]);
    this.connection.doc.getXmlFragment('content').insert(0, [paragraph]);
    this.#timer = setInterval(() => this.#type(), 20);
  }

  /** Signs in anew as `name` and types until a good deal of it is stored. `token`, when given, is what it starts with. */
  static async open(name: string, token?: (session: Session) => Promise<string>): Promise<Writer> {
    const { session } = await new ApiUser(application.url).mutate<{ session: Session }>(signInMutation, {
      email: `${name}@example.org`,
      password,
    });
    const opened = new Writer(session, (await token?.(session)) ?? session.accessToken);
    await eventuallyTrue(`what ${name} types is stored`, () => opened.stored(10));
    return opened;
  }

  /** As whom the connection is signed in. */
  get user(): ApiUser {
    return new ApiUser(application.url, this.#session.accessToken);
  }

  /** The server has passed on so many characters to the other socket. */
  stored(characters: number): boolean {
    const [digits = ''] = />\d*</.exec(this.socket.doc.getXmlFragment('content').toJSON()) ?? [];
    return digits.length - 2 >= characters;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  destroy(): void {
    this.stop();
    this.connection.destroy();
    this.socket.destroy();
  }

  /** Milliseconds from `since` until the status was this one for the first time; it is waited for. */
  async untilStatus(state: DraftStatus['state'], since: number): Promise<number> {
    const found = () => this.statuses.find(({ at, status }) => at >= since && status.state === state);
    await eventuallyTrue(`the status is ${state}`, () => found() !== undefined);
    return (found()?.at ?? Infinity) - since;
  }

  /** The same of a denied message. */
  async untilHeard(code: string, since: number): Promise<number> {
    const found = () => this.heard.find(({ at, what }) => at >= since && what.startsWith(`${code}: `));
    await eventuallyTrue(`${code} is said`, () => found() !== undefined);
    return (found()?.at ?? Infinity) - since;
  }

  /** A new access token; null when the session has ended. */
  async #refresh(): Promise<string | null> {
    const input = { refreshToken: this.#session.refreshToken };
    const answer = await post({ url: application.url }, refreshMutation, { input });
    const { session } = (answer.data?.['result'] ?? { session: null }) as { session: Session | null };
    this.#session = session ?? this.#session;
    return session?.accessToken ?? null;
  }

  #type(): void {
    this.#text.insert(this.#text.length, String(this.typed % 10));
    this.typed += 1;
  }
}

/** Makes a change; when it was asked for and when it was answered. */
async function make(change: () => Promise<unknown>): Promise<{ asked: number; answered: number }> {
  const asked = performance.now();
  await change();
  return { asked, answered: performance.now() };
}

/** The change has reached the socket and the status of the client within the limit. */
async function expectWithinLimit(
  about: string,
  { asked, answered }: { asked: number; answered: number },
  { code, state }: { readonly code: string; readonly state: DraftStatus['state'] },
): Promise<void> {
  // It may come before the answer does.
  const took = answered - asked;
  const told = (await writer.untilHeard(code, asked)) - took;
  const shown = (await writer.untilStatus(state, asked)) - took;
  report(`${about}: told ${told.toFixed(0)} ms and shown ${shown.toFixed(0)} ms after the answer`);
  expect(told).toBeLessThanOrEqual(limit);
  expect(shown).toBeLessThanOrEqual(limit);
}

const submit = () =>
  taskForce.people.lead.mutate(
    'mutation ($input: SubmitVersionInput!) { result: submitVersion(input: $input) { userErrors { code message field } } }',
    { keyTaskId: keyTask.id, name: '1차안' },
  );
const recall = () =>
  taskForce.people.lead.mutate(
    'mutation ($input: RecallVersionInput!) { result: recallVersion(input: $input) { userErrors { code message field } } }',
    { keyTaskId: keyTask.id, reason: '고칠 곳이 있음' },
  );
const unseat = () =>
  administrator.mutate(
    'mutation ($input: UnseatMemberInput!) { result: unseatMember(input: $input) { userErrors { code message field } } }',
    { memberId: taskForce.memberIds.first, subcommitteeId: taskForce.subcommitteeId },
  );
const seat = () =>
  administrator.mutate(
    'mutation ($input: SeatMemberInput!) { result: seatMember(input: $input) { userErrors { code message field } } }',
    { memberId: taskForce.memberIds.first, subcommitteeId: taskForce.subcommitteeId, role: 'MEMBER' },
  );

/** The draft's text as the API has it. */
async function text(): Promise<string> {
  const { node } = await taskForce.people.reviewer.query<{ node: { plainText: string } }>(
    'query ($id: ID!) { node(id: $id) { ... on Draft { plainText } } }',
    { id: keyTask.draft.id },
  );
  return node.plainText.trim();
}

/** Nothing of what is typed comes in, though the typing goes on. */
async function expectShut(): Promise<void> {
  // What was taken in before the change may wait for the commit after the next; otherwise it would go on for ever.
  let stored = await text();
  for (let look = 1; look <= 5; look += 1) {
    const before = stored;
    const { typed } = writer;
    await eventuallyTrue('more is typed', () => writer.typed >= typed + 30);
    stored = await text();
    if (stored === before) break;
    expect(look, 'it comes in as before').toBeLessThan(5);
  }
  expect(writer.connection.status).toMatchObject({ unsaved: true });
}

/** All that was typed, meanwhile as well, is stored once. */
async function expectAllStored(): Promise<void> {
  writer.stop();
  await eventuallyTrue('it is saved', () => writer.connection.status.state === 'saved');
  expect(await text()).toBe(Array.from({ length: writer.typed }, (_, index) => index % 10).join(''));
}

it.each([
  { what: 'a submission and a recall', shut: submit, open: recall, code: 'FROZEN', state: 'frozen' },
  { what: 'a seat lost and given back', shut: unseat, open: seat, code: 'READ_ONLY', state: 'readOnly' },
] as const)(
  'CO-5, CO-6, CO-7, CO-20: $what reach who is typing within a second, and what was kept comes in',
  async ({ what, shut, open, code, state }) => {
    writer = await Writer.open('first');
    await expectWithinLimit(`${what}, the first`, await make(shut), { code, state });
    await expectShut();
    await expectWithinLimit(`${what}, the second`, await make(open), { code: 'EDITABLE', state: 'saving' });
    await expectAllStored();
    expect(writer.socket.closed).toBeNull();
  },
);

it.each([
  {
    what: 'a sign-out',
    name: 'second',
    end: () => writer.user.query('mutation { signOut { userErrors { code } } }'),
  },
  {
    what: 'a deactivation',
    name: 'first',
    end: () =>
      administrator.mutate(
        'mutation ($input: DeactivateMemberInput!) { result: deactivateMember(input: $input) { userErrors { code message field } } }',
        { memberId: taskForce.memberIds.first },
      ),
  },
])(
  'CO-2, CO-20: $what closes with 4401 within a second, and the client says that nobody is signed in',
  async ({ what, name, end }) => {
    writer = await Writer.open(name);
    const made = await make(end);
    await expectWithinLimit(what, made, { code: 'UNAUTHENTICATED', state: 'refused' });
    expect(await writer.socket.untilClosed()).toMatchObject({ code: 4401 });
    expect(writer.connection.status).toMatchObject({
      state: 'refused',
      code: 'UNAUTHENTICATED',
      connected: false,
    });
    await expectShut();
  },
);

it('CO-2, CO-20: the end of a token closes with 4401 within a second, and the client goes on with the next', async () => {
  let expiresAt = Infinity;
  const shortLived = async (session: Session) => {
    const own = createAccessTokens({ secret, minutes: 1, clock: () => new Date() });
    const { memberId, sessionId } = await own.verify(session.accessToken);
    // As if it had been issued a minute ago, but for two seconds.
    const issued = new Date(Date.now() - 58_000);
    const earlier = createAccessTokens({ secret, minutes: 1, clock: () => issued });
    const token = await earlier.issue({ memberId, sessionId });
    expiresAt = token.expiresAt.getTime();
    return token.token;
  };
  writer = await Writer.open('second', shortLived);
  const end = performance.now() + (expiresAt - Date.now());
  const made = { asked: end, answered: end };
  await expectWithinLimit("a token's end", made, { code: 'UNAUTHENTICATED', state: 'connecting' });
  expect(await writer.socket.untilClosed()).toMatchObject({ code: 4401 });
  await writer.untilStatus('saving', end);
  await expectAllStored();
  expect(writer.statuses.map(({ status }) => status.state)).not.toContain('refused');
});
