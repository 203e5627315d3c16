import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCursor } from '../../src/activity/cursor.ts';
import { encodePosition } from '../../src/database/paging.ts';
import { toGlobalId } from '../../src/graphql/ids.ts';
import { openDecisionPath, personNames, refused, type DecisionPath } from '../support/decision-path.ts';

let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath();
});
afterAll(() => path.drop());

const url = 'https://receiver.example.org/hook';
const managers = ['secretariat', 'administrator'] as const;
const others = personNames.filter((name) => !managers.some((manager) => manager === name));
const errors = 'userErrors { code field }';

interface Payload {
  readonly webhook: ({ readonly id: string } & Record<string, unknown>) | null;
  readonly secret: string | null;
  readonly userErrors: readonly { readonly code: string; readonly field: readonly string[] | null }[];
}

async function mutate(name: string, input: object, who: keyof DecisionPath['as'] = 'secretariat') {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const { result } = await path.ask<{ result: Payload }>(
    path.as[who],
    `mutation ($input: ${type}!) { result: ${name}(input: $input) {
      webhook { id url active cursor filter { plan { id } subcommittee { id } keyTask { id } actor { id } kinds }
        createdBy { id } failingSince failedAttempts retryAt lastError permissions { action allowed } }
      secret ${errors} } }`,
    { input },
  );
  return result;
}

const someone = toGlobalId('Member', 'a'.repeat(24));
const someoneElse = toGlobalId('Member', 'b'.repeat(24));

const list = async () =>
  (
    await path.ask<{ webhooks: { nodes: { id: string }[] } }>(
      path.as.administrator,
      '{ webhooks(first: 100) { nodes { id } } }',
    )
  ).webhooks.nodes.map(({ id }) => id);

describe('WH-1: webhooks', () => {
  it('are made with what is asked for, and the secret is shown once', async () => {
    const keyTask = await path.create('추진과제');
    const ids = {
      planId: toGlobalId('Plan', path.plan.id),
      subcommitteeId: toGlobalId('Subcommittee', path.subcommittees.own),
      keyTaskId: toGlobalId('KeyTask', keyTask.id),
      actorId: toGlobalId('Member', path.as.lead.memberId),
    };
    const filter = { ...ids, kinds: ['DECISION_MADE', 'VERSION_NAMED'] };
    const { webhook, secret } = await mutate('createWebhook', { url, filter });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(webhook).toEqual({
      id: webhook?.id,
      url,
      active: true,
      cursor: await path.activity.end(),
      filter: {
        plan: { id: ids.planId },
        subcommittee: { id: ids.subcommitteeId },
        keyTask: { id: ids.keyTaskId },
        actor: { id: ids.actorId },
        kinds: ['DECISION_MADE', 'VERSION_NAMED'],
      },
      createdBy: { id: toGlobalId('Member', path.as.secretariat.memberId) },
      failingSince: null,
      failedAttempts: 0,
      retryAt: null,
      lastError: null,
      permissions: [
        { action: 'updateWebhook', allowed: true },
        { action: 'deleteWebhook', allowed: true },
      ],
    });
    const stored = JSON.stringify((await path.contents())['webhooks']);
    expect(stored).not.toContain(secret?.slice('whsec_'.length));
    expect(await list()).toEqual([webhook?.id]);
  });

  it('are changed where something is given, and removed', async () => {
    const filter = { kinds: ['DECISION_MADE'] };
    const { webhook } = await mutate('createWebhook', {
      url,
      filter,
      active: false,
      after: encodePosition([1]),
    });
    // With the time of the entry that is there, though that of an earlier version had none.
    const [cursor = ''] = await path.activity.cursorsAt([1]);
    expect(readCursor(cursor).at).not.toBeNull();
    expect(webhook).toMatchObject({ active: false, cursor, filter });
    const webhookId = webhook?.id ?? '';
    const changed = await mutate('updateWebhook', { webhookId, url: `${url}/2` }, 'administrator');
    expect(changed.webhook).toMatchObject({ id: webhookId, url: `${url}/2`, active: false, filter });
    expect(changed.secret).toBeNull();
    const cleared = await mutate('updateWebhook', { webhookId, filter: null, active: true });
    expect(cleared.webhook).toMatchObject({ url: `${url}/2`, active: true, filter: { kinds: null } });
    const remove = () =>
      path.ask<{ result: { deletedId: string | null; userErrors: { code: string }[] } }>(
        path.as.secretariat,
        `mutation ($input: DeleteWebhookInput!) { result: deleteWebhook(input: $input) { deletedId ${errors} } }`,
        { input: { webhookId } },
      );
    expect((await remove()).result).toEqual({ deletedId: webhookId, userErrors: [] });
    expect(await list()).not.toContain(webhookId);
    expect((await remove()).result.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect((await mutate('updateWebhook', { webhookId })).userErrors).toEqual([
      { code: 'NOT_FOUND', field: ['webhookId'] },
    ]);
  });

  it.each([
    [{ url: 'ftp://example.org/' }, ['url']],
    [{ url: 'nowhere' }, ['url']],
    [{ url, after: 'x' }, ['after']],
    [{ url, after: encodePosition([1_000_000]) }, ['after']],
    [{ url, filter: { kinds: [] } }, ['filter', 'kinds']],
    [{ url, filter: { planId: 'x' } }, ['filter', 'planId']],
    [{ url, filter: { actorId: 'x' } }, ['filter', 'actorId']],
    [{ url, filter: { actorId: someone, memberId: someoneElse } }, ['filter', 'memberId']],
  ])('are not made of %j', async (input, field) => {
    const before = await list();
    expect(await mutate('createWebhook', input)).toEqual({
      webhook: null,
      secret: null,
      userErrors: [{ code: 'INVALID_INPUT', field }],
    });
    expect(await list()).toEqual(before);
  });

  it('are nobody else’s to see or manage', async () => {
    const { webhook } = await mutate('createWebhook', { url });
    const id = webhook?.id ?? '';
    const hex = Buffer.from(id, 'base64url').toString().split(':')[1] ?? '';
    for (const name of others) {
      const viewer = path.as[name];
      for (const work of [
        () => path.webhooks.create(viewer, { url }),
        () => path.webhooks.update(viewer, hex, { renewSecret: true }),
        () => path.webhooks.remove(viewer, hex),
        () => path.webhooks.redeliver(viewer, hex),
        () => path.webhooks.page(viewer, { first: 10, after: null }),
      ])
        await expect(work(), name).rejects.toEqual(refused('FORBIDDEN'));
      expect((await mutate('updateWebhook', { webhookId: id, active: false }, name)).userErrors).toEqual([
        { code: 'FORBIDDEN', field: null },
      ]);
      expect(await path.ask(viewer, 'query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual({
        node: null,
      });
    }
    await expect(path.webhooks.create(null, { url })).rejects.toEqual(refused('UNAUTHENTICATED'));
    expect(await path.ask(null, 'query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual({ node: null });
    expect(await path.stores.webhooks.find(hex)).toMatchObject({ active: true, revision: 0 });
  });
});
