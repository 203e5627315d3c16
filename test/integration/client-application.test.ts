import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { connectDraft, type DraftConnection, type DraftStatus } from '../../src/client/index.ts';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import {
  administratorEnvironment,
  assembleTaskForce,
  createKeyTask,
  type Person,
  type TaskForce,
} from '../support/task-force.ts';

let data: ApplicationData;
let application: ApplicationProcess;
let taskForce: TaskForce;
let keyTask: { id: string; draft: { id: string; collaborationPath: string } };
const connections: DraftConnection[] = [];

beforeAll(async () => {
  data = await ApplicationData.create();
  application = await data.start(administratorEnvironment);
  taskForce = await assembleTaskForce(application.url);
}, 120_000);
afterAll(async () => {
  for (const connection of connections) connection.destroy();
  await data.remove();
});
beforeEach(async () => {
  keyTask = await createKeyTask(taskForce, '공공부문 민간 클라우드 이용 확대');
});

function connect(person: Person, options: Partial<Parameters<typeof connectDraft>[0]> = {}): DraftConnection {
  const connection = connectDraft({
    url: application.url,
    collaborationPath: keyTask.draft.collaborationPath,
    doc: new Y.Doc(),
    getAccessToken: () => taskForce.people[person].token ?? null,
    WebSocket,
    longestRetryDelay: 500,
    ...options,
  });
  connections.push(connection);
  return connection;
}

/** Resolves with the first status of this state, the present one included. */
function status(connection: DraftConnection, state: DraftStatus['state']): Promise<DraftStatus> {
  return new Promise((resolve, reject) => {
    let end = () => {};
    const timer = setTimeout(() => {
      end();
      reject(new Error(`The status stayed ${JSON.stringify(connection.status)}.`));
    }, 20_000);
    end = connection.onStatus((now) => {
      if (now.state !== state) return;
      clearTimeout(timer);
      resolve(now);
      queueMicrotask(() => end());
    });
  });
}

/** One paragraph, as y-prosemirror writes it. */
function writeParagraph(doc: Y.Doc, id: string, words: string): void {
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.setAttribute('id', id);
  paragraph.insert(0, [new Y.XmlText(words)]);
  const content = doc.getXmlFragment('content');
  content.insert(content.length, [paragraph]);
}

const plainText = async (person: Person) => {
  const { node } = await taskForce.people[person].query<{ node: { text: string } }>(
    'query ($id: ID!) { node(id: $id) { ... on Draft { text: plainText } } }',
    { id: keyTask.draft.id },
  );
  return node.text;
};

describe('choan/client on the application', () => {
  it('says saved when the text is stored, and brings it to others', async () => {
    const writer = connect('first');
    await status(writer, 'saved');
    writeParagraph(writer.doc, 'one', '클라우드 우선 도입');
    expect(writer.status).toEqual({ state: 'saving' });
    await status(writer, 'saved');
    expect(await plainText('reviewer')).toContain('클라우드 우선 도입');
    const other = connect('second');
    await status(other, 'saved');
    expect(other.doc.getXmlFragment('content').toJSON()).toContain('클라우드 우선 도입');
  });

  it('says read-only to who may not write', async () => {
    const reader = connect('observer');
    const now = await status(reader, 'readOnly');
    expect(now).toMatchObject({ unsaved: false });
  });

  it('says frozen when the version is submitted, on joining as well, and takes what was kept on its recall', async () => {
    const writer = connect('first');
    await status(writer, 'saved');
    writeParagraph(writer.doc, 'one', '제출할 글');
    await status(writer, 'saved');
    await taskForce.people.lead.mutate(
      'mutation ($input: SubmitVersionInput!) { result: submitVersion(input: $input) { userErrors { code message field } } }',
      { keyTaskId: keyTask.id, name: '1차안' },
    );
    expect(await status(writer, 'frozen')).toMatchObject({ unsaved: false });
    writeParagraph(writer.doc, 'two', '늦은 글');
    expect(writer.status).toMatchObject({ state: 'frozen', unsaved: true });
    const joiner = connect('second');
    expect(await status(joiner, 'frozen')).toMatchObject({ unsaved: false });
    expect(await plainText('reviewer')).not.toContain('늦은 글');
    await taskForce.people.lead.mutate(
      'mutation ($input: RecallVersionInput!) { result: recallVersion(input: $input) { userErrors { code message field } } }',
      { keyTaskId: keyTask.id, reason: '고칠 곳이 있음' },
    );
    await Promise.all([status(writer, 'saved'), status(joiner, 'saved')]);
    expect(await plainText('reviewer')).toContain('늦은 글');
  });

  it('is refused an unknown draft, and a bad token after having asked for a better one', async () => {
    const lost = connect('first', { collaborationPath: keyTask.draft.collaborationPath.replace(/.$/, '_') });
    expect(await status(lost, 'refused')).toMatchObject({ code: 'NOT_FOUND', connected: false });
    const asked: (string | null)[] = [];
    const forger = connect('first', {
      getAccessToken: (rejected) => {
        asked.push(rejected);
        return `forged-${asked.length}`;
      },
    });
    expect(await status(forger, 'refused')).toMatchObject({ code: 'UNAUTHENTICATED', connected: false });
    expect(asked).toEqual([null, 'forged-1']);
  });

  it('goes on with a new session when its own has been ended', async () => {
    const { url } = application;
    const signIn = async () => {
      const { session } = await taskForce.people.first.mutate<{
        session: { accessToken: string; refreshToken: string };
      }>(
        'mutation ($input: SignInInput!) { result: signIn(input: $input) { session { accessToken refreshToken } userErrors { code message field } } }',
        { email: 'first@example.org', password: administratorEnvironment.ADMIN_PASSWORD },
      );
      return session;
    };
    let { accessToken } = await signIn();
    let renewed = () => {};
    const renewal = new Promise<void>((resolve) => (renewed = resolve));
    const writer = connect('first', {
      getAccessToken: async (rejected) => {
        if (rejected === accessToken) {
          ({ accessToken } = await signIn());
          renewed();
        }
        return accessToken;
      },
    });
    await status(writer, 'saved');
    const ended = accessToken;
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ended}` },
      body: JSON.stringify({ query: 'mutation { signOut { userErrors { code } } }' }),
    });
    expect(await response.json()).toEqual({ data: { signOut: { userErrors: [] } } });
    await renewal;
    writeParagraph(writer.doc, 'one', '그동안 쓴 글');
    await status(writer, 'saved');
    expect(accessToken).not.toBe(ended);
    expect(await plainText('reviewer')).toContain('그동안 쓴 글');
  });
});
