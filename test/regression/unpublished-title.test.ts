import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { ApiUser } from '../support/graphql.ts';

let data: ApplicationData;
let app: ApplicationProcess;
beforeAll(async () => {
  data = await ApplicationData.create();
  app = await data.start({ SAMPLE_DATA: 'on' });
});
afterAll(async () => {
  await app.terminate();
  await data.remove();
});

interface Task {
  readonly id: string;
  readonly title: string;
  readonly englishTitle: string | null;
}

// Anybody could read what a task under amendment was to be called, and follow its renaming.
it.skipIf(process.env['MONGODB_URI'])('a title that is not published yet is for members', async () => {
  const nobody = new ApiUser(app.url);
  const chair = await ApiUser.signIn(app.url, 'chair@choan.example', 'choan-sample-2021');
  const lead = await ApiUser.signIn(app.url, 'public-lead@choan.example', 'choan-sample-2021');
  const read = async (user: ApiUser) =>
    (await user.query<{ keyTasks: { nodes: Task[] } }>('{ keyTasks { nodes { id title englishTitle } } }'))
      .keyTasks.nodes;
  const [published] = await read(nobody);
  if (published === undefined) throw new Error('Nothing is published.');
  expect(published.englishTitle).not.toBeNull();
  expect(await read(chair)).toContainEqual(published);

  await lead.mutate(
    'mutation ($input: ReopenKeyTaskInput!) { result: reopenKeyTask(input: $input) { userErrors { code message field } } }',
    { keyTaskId: published.id, reason: '개정' },
  );
  const working = { title: '아직 공개하지 않은 이름', englishTitle: 'Not published yet' };
  await lead.mutate(
    'mutation ($input: RenameKeyTaskInput!) { result: renameKeyTask(input: $input) { userErrors { code message field } } }',
    { keyTaskId: published.id, ...working },
  );
  expect(await read(chair)).toContainEqual({ id: published.id, ...working });
  expect(await read(nobody)).toContainEqual({ ...published, englishTitle: null });
});
