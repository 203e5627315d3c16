import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodePosition } from '../../src/database/paging.ts';
import { createMailer } from '../../src/domain/digest/mailer.ts';
import { createDigestService } from '../../src/domain/digest/service.ts';
import { parseGlobalId } from '../../src/graphql/ids.ts';
import { openDecisionPath, refused, type DecisionPath } from '../support/decision-path.ts';
import { openMailServer, type MailServer } from '../support/mail-server.ts';
import { ObservedApplication } from '../support/observed-application.ts';
import { createKeyTask } from '../support/task-force.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const from = 'choan@example.org';
const publicUrl = 'https://choan.example.org/';

let path: DecisionPath;
let mailServer: MailServer;
let now: number;
beforeEach(async () => {
  path = await openDecisionPath();
  mailServer = await openMailServer();
  now = Date.parse('2021-03-01T08:00:00.000Z');
});
afterEach(async () => {
  await mailServer.close();
  await path.drop();
});

const clock = () => new Date(now);

/** The digests of a process. */
function openDigests() {
  const digests = createDigestService({ ...path, store: path.stores.digests, clock });
  const send = createMailer({ smtpUrl: mailServer.url, from, publicUrl, clock });
  const failures: unknown[] = [];
  const onError = (error: unknown) => void failures.push(error);
  return {
    ...digests,
    failures,
    sendDue: () => digests.sendDue(send, { signal: new AbortController().signal, onError }),
  };
}

const recipients = () => mailServer.mails.flatMap((mail) => mail.recipients);
const looked = async () =>
  path.activity.markRead(path.as.observer, encodePosition([await path.stores.activity.lastSequence()]));

describe('DG-1: a member', () => {
  it('gets none unless they chose so, and chooses over the API', async () => {
    const choice = async () =>
      (await path.ask<{ viewer: { digest: string } }>(path.as.observer, '{ viewer { digest } }')).viewer
        .digest;
    const choose = (digest: string) =>
      path.ask(
        path.as.observer,
        'mutation ($input: SetDigestInput!) { setDigest(input: $input) { digest userErrors { code } } }',
        { input: { digest } },
      );
    expect(await choice()).toBe('NEVER');
    for (const digest of ['WEEKLY', 'DAILY', 'NEVER']) {
      expect(await choose(digest)).toEqual({ setDigest: { digest, userErrors: [] } });
      expect(await choice()).toBe(digest);
    }
    await expect(path.digests.choose(null, 'DAILY')).rejects.toEqual(refused('UNAUTHENTICATED'));
    await path.create('추진과제');
    now += 30 * day;
    await openDigests().sendDue();
    expect(mailServer.mails).toEqual([]);
  });

  it('gets it a period after the choice, and then once in each', async () => {
    const digests = openDigests();
    await digests.choose(path.as.observer, 'WEEKLY');
    await digests.choose(path.as.reviewer, 'DAILY');
    for (let count = 0; count < 14; count += 1) {
      await path.create(`과제 ${count}`);
      await digests.sendDue();
      now += day;
      await digests.sendDue();
      await digests.sendDue();
    }
    expect(recipients().filter((address) => address === 'observer@example.org')).toHaveLength(2);
    expect(recipients().filter((address) => address === 'reviewer@example.org')).toHaveLength(14);
    expect(digests.failures).toEqual([]);
  });

  it('gets none when there is nothing new, or the account was deactivated', async () => {
    const digests = openDigests();
    await digests.choose(path.as.observer, 'DAILY');
    await digests.choose(path.as.reviewer, 'DAILY');
    now += day;
    await digests.sendDue();
    expect(mailServer.mails).toEqual([]);
    await path.create('추진과제');
    await path.membership.deactivateMember(path.as.administrator, path.as.observer.memberId);
    now += day;
    await digests.sendDue();
    expect(recipients()).toEqual(['reviewer@example.org']);
  });
});

describe('DG-2: a digest', () => {
  it('tells by plan and task what others did, in plain text, and how to turn it off', async () => {
    const digests = openDigests();
    await digests.choose(path.as.lead, 'DAILY');
    const keyTask = await path.create('하나: 민간 클라우드\u2003전환 <b>');
    await path.keyTasks.rename(path.as.secretariat, keyTask.id, { title: '둘' });
    await path.keyTasks.rename(path.as.secretariat, keyTask.id, { title: '셋 <b>&amp;' });
    await path.plans.update(path.as.chair, path.plan.id, { vision: '새 비전' });
    now += day;
    await digests.sendDue();
    const [mail] = mailServer.mails;
    expect(mail?.text).toBe(
      [
        path.plan.title,
        '  1 change of the plan',
        '  셋 <b>&amp;: 2 changes of the task',
        '',
        '-- ',
        `You get this because you asked for digests at ${publicUrl}.`,
        'To turn them off, call the mutation setDigest(input: {digest: NEVER}), or the setting of your application.',
        '',
      ].join('\n'),
    );
    expect(mail).toMatchObject({ from, recipients: ['lead@example.org'] });
    expect(mail?.headers).toMatchObject({
      from,
      to: 'lead@example.org',
      subject: 'Choan: 3 events by others',
      'content-type': 'text/plain; charset=utf-8',
      'auto-submitted': 'auto-generated',
      date: clock().toUTCString().replace('GMT', '+0000'),
    });
    expect(mail?.headers['list-unsubscribe']).toContain(`<${publicUrl}>`);
  });

  it('begins where the last one ended, or where the member looked since', async () => {
    const digests = openDigests();
    await digests.choose(path.as.observer, 'DAILY');
    const subjects = () => mailServer.mails.map(({ headers }) => headers['subject']);
    await path.create('하나');
    now += day;
    await digests.sendDue();
    await path.create('둘');
    await looked();
    const keyTask = await path.create('셋');
    await path.keyTasks.rename(path.as.lead, keyTask.id, { title: '넷' });
    now += day;
    await digests.sendDue();
    await path.create('다섯');
    await looked();
    now += day;
    await digests.sendDue();
    expect(subjects()).toEqual(['Choan: 2 events by others', 'Choan: 3 events by others']);
  });

  it('lets no text begin a header field or name a recipient', async () => {
    const send = createMailer({ smtpUrl: mailServer.url, from, publicUrl, clock });
    const subject = 'a\r\nBcc: evil@example.org\r\n\r\nbody';
    await send({ to: 'victim@example.org', subject, text: '.\r\n.\r\nBcc: evil@example.org' });
    await send({ to: 'victim@example.org>\r\nBcc: <evil@example.org', subject: '', text: '' }).catch(
      () => undefined,
    );
    await send({ to: 'victim@example.org, evil@example.org', subject: '', text: '' }).catch(() => undefined);
    for (const mail of mailServer.mails) {
      expect(mail.headers['bcc']).toBeUndefined();
      expect(mail.recipients).toHaveLength(1);
      expect(mail.recipients).not.toContain('evil@example.org');
    }
    expect(mailServer.mails[0]?.recipients).toEqual(['victim@example.org']);
  });
});

describe('DG-3: sending', () => {
  it('is done once by several processes', async () => {
    const several = [openDigests(), openDigests(), openDigests()];
    for (const who of ['observer', 'reviewer', 'chair', 'writer'] as const)
      await several[0]?.choose(path.as[who], 'DAILY');
    await path.create('추진과제');
    now += day;
    await Promise.all(several.map((digests) => digests.sendDue()));
    const everybody = ['observer', 'reviewer', 'chair', 'writer'].map((who) => `${who}@example.org`);
    expect(recipients().sort()).toEqual(everybody.sort());
  });

  it('is tried again later when it failed, and loses nothing', async () => {
    const digests = openDigests();
    await digests.choose(path.as.observer, 'DAILY');
    await path.create('하나');
    now += day;
    mailServer.refuse(true);
    await digests.sendDue();
    await digests.sendDue();
    expect(digests.failures).toHaveLength(1);
    now += 15 * minute;
    await digests.sendDue();
    expect(digests.failures).toHaveLength(2);
    now += 15 * minute;
    await digests.sendDue();
    expect(digests.failures).toHaveLength(2);
    await path.create('둘');
    mailServer.refuse(false);
    now += 15 * minute;
    await digests.sendDue();
    expect(mailServer.mails.map(({ headers }) => headers['subject'])).toEqual(['Choan: 4 events by others']);
    now += 2 * day;
    await digests.sendDue();
    expect(mailServer.mails).toHaveLength(1);
  });

  it('is done a quarter of an hour later when the process ends in the middle of it, and then as ever', async () => {
    const digests = openDigests();
    await digests.choose(path.as.observer, 'DAILY');
    await path.create('하나');
    now += day;
    const due = await path.stores.digests.findDue(clock());
    if (due === null) throw new Error('None is due.');
    await new Promise<void>((begun) => {
      const ending = () => {
        begun();
        return new Promise<void>(() => undefined);
      };
      const one = createDigestService({ ...path, store: path.stores.digests, clock });
      void one.sendDue(ending, { signal: new AbortController().signal, onError: () => undefined });
    });
    expect(await path.stores.digests.take(due, new Date(now + day))).toBe(false);
    const subjects = () => mailServer.mails.map(({ headers }) => headers['subject']);
    await digests.sendDue();
    expect(subjects()).toEqual([]);
    now += 15 * minute;
    await digests.sendDue();
    expect(subjects()).toEqual(['Choan: 2 events by others']);
    await path.create('둘');
    now += day - minute;
    await digests.sendDue();
    expect(subjects()).toHaveLength(1);
    now += minute;
    await digests.sendDue();
    expect(subjects()).toEqual(['Choan: 2 events by others', 'Choan: 2 events by others']);
  });

  it('leaves what the member chose meanwhile', async () => {
    await openDigests().choose(path.as.observer, 'DAILY');
    await path.create('하나');
    now += day;
    const one = createDigestService({ ...path, store: path.stores.digests, clock });
    const chooses = async () => void (await one.choose(path.as.observer, 'WEEKLY'));
    const onError = (error: unknown) => {
      throw error;
    };
    await one.sendDue(chooses, { signal: new AbortController().signal, onError });
    const chosen = await path.stores.digests.findDue(new Date(now + 30 * day));
    expect(chosen).toMatchObject({ choice: 'WEEKLY', dueAt: new Date(now + 7 * day) });
  });
});

describe('DG-4: a mail server', () => {
  const mail = { to: 'observer@example.org', subject: 'a', text: 'b' };

  it('that is not this machine is told nothing without TLS', async () => {
    // An address of this machine all the same, though none of those that are known to be.
    const elsewhere = mailServer.url.replace('127.0.0.1', '0.0.0.0');
    const send = createMailer({ smtpUrl: elsewhere, from, publicUrl, clock });
    await expect(send(mail)).rejects.toMatchObject({ code: 'ETLS' });
    expect(mailServer.mails).toEqual([]);
    for (const host of ['localhost', 'LOCALHOST', '127.0.0.1']) {
      const smtpUrl = mailServer.url.replace('127.0.0.1', host);
      await createMailer({ smtpUrl, from, publicUrl, clock })(mail);
    }
    expect(mailServer.mails).toHaveLength(3);
  });

  it('that dawdles is cut off', async () => {
    const closed: Promise<unknown>[] = [];
    const dawdling = createServer((socket) => {
      socket.on('error', () => undefined);
      // Never silent for long, and never done.
      socket.write('220 hello\r\n');
      const timer = setInterval(() => socket.write('250-wait\r\n'), 20);
      closed.push(new Promise((resolve) => socket.once('close', resolve)));
      socket.once('close', () => clearInterval(timer));
    });
    dawdling.listen(0, '127.0.0.1');
    await once(dawdling, 'listening');
    const { port } = dawdling.address() as AddressInfo;
    const smtpUrl = `smtp://127.0.0.1:${port}`;
    const send = createMailer({ smtpUrl, from, publicUrl, clock, limit: 200 });
    await expect(send(mail)).rejects.toThrow();
    await Promise.all(closed);
    await new Promise((resolve) => dawdling.close(resolve));
  });
});

it('DG-1 DG-3: the application sends what is due', async () => {
  const app = await ObservedApplication.start({
    SMTP_URL: mailServer.url,
    MAIL_FROM: from,
    PUBLIC_URL: publicUrl,
  });
  const { observer } = app.taskForce.people;
  await observer.mutate(
    'mutation ($input: SetDigestInput!) { result: setDigest(input: $input) { digest userErrors { code } } }',
    { digest: 'DAILY' },
  );
  await createKeyTask(app.taskForce, '추진과제');
  const memberId = parseGlobalId(app.taskForce.memberIds.observer)?.id ?? '';
  const later = new Date(Date.now() + 2 * day);
  const digest = await app.stores.digests.findDue(later);
  expect(digest).toMatchObject({ memberId, choice: 'DAILY' });
  if (digest !== null) await app.stores.digests.take(digest, new Date(0));
  expect(await app.process.terminate()).toBe(0);
  await app.startAgain();
  await vi.waitFor(() => expect(recipients()).toEqual(['observer@example.org']), { timeout: 20_000 });
  expect(await app.process.terminate()).toBe(0);
  expect(app.errors()).toEqual([]);
  await app.remove();
}, 120_000);
