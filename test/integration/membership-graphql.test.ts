import { graphql, type GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MaybeViewer } from '../../src/auth/viewer.ts';
import { createMembershipLoaders } from '../../src/domain/membership/loaders.ts';
import type { MemberRecord } from '../../src/domain/membership/types.ts';
import type { GraphQLContext } from '../../src/graphql/context.ts';
import { toGlobalId } from '../../src/graphql/ids.ts';
import { createSchema } from '../../src/graphql/schema.ts';
import { asViewer, openAccounts, password, type Accounts } from '../support/accounts.ts';

let accounts: Accounts;
let schema: GraphQLSchema;
let secretariat: MemberRecord;
let lead: MemberRecord;
let subcommitteeId: string;
beforeAll(async () => {
  schema = createSchema();
  accounts = await openAccounts();
  const [committee] = await accounts.transact((tx) =>
    accounts.membership.importSubcommittees(tx, [{ slug: 'public-cloud', name: '공공 클라우드 분과' }]),
  );
  subcommitteeId = committee?.id ?? '';
  secretariat = await accounts.member({ roles: ['SECRETARIAT'], displayName: 'Secretariat' });
  lead = await accounts.member({ displayName: 'Lead', seats: [{ subcommitteeId, role: 'LEAD' }] });
});
afterAll(() => accounts.drop());

/** Runs an operation as `viewer`; what these operations don't touch isn't there. */
async function run(viewer: MaybeViewer, source: string, variableValues: Record<string, unknown> = {}) {
  const { membership, auth, auditLog } = accounts;
  const context = {
    viewer,
    services: { membership, auth, auditLog },
    loaders: { membership: createMembershipLoaders(membership, viewer) },
    clientAddress: '192.0.2.1',
    requestId: 'request',
  } as unknown as GraphQLContext;
  const { data, errors } = await graphql({ schema, source, variableValues, contextValue: context });
  // Without GraphQL's null prototypes.
  return { data: JSON.parse(JSON.stringify(data ?? null)) as Record<string, unknown>, errors };
}

const errorsOf = 'userErrors { code message field }';

describe('Query.viewer', () => {
  const query = `{ viewer { member { id email seats { role subcommittee { slug } } } expiresAt
    permissions { action allowed code reason } } }`;

  it('is null for nobody', async () => {
    expect((await run(null, query)).data).toEqual({ viewer: null });
  });

  it('is the member, with what they may do and why not', async () => {
    const { data, errors } = await run(asViewer(lead), query);
    expect(errors).toBeUndefined();
    expect(data['viewer']).toMatchObject({
      member: {
        id: toGlobalId('Member', lead.id),
        email: lead.email,
        seats: [{ role: 'LEAD', subcommittee: { slug: 'public-cloud' } }],
      },
      expiresAt: '2100-01-01T00:00:00.000Z',
    });
    const { permissions } = data['viewer'] as { permissions: { action: string; allowed: boolean }[] };
    expect(permissions).toContainEqual({
      action: 'createMember',
      allowed: false,
      code: 'FORBIDDEN',
      reason: 'Only the secretariat and administrators may do this.',
    });
    // Each is the name of a mutation, so that a client can ask about what it would send.
    const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {});
    for (const { action } of permissions) expect(mutations).toContain(action);
    const other = (await run(asViewer(secretariat), query)).data['viewer'] as typeof data;
    expect((other['permissions'] as { allowed: boolean }[]).every(({ allowed }) => allowed)).toBe(true);
  });
});

describe('Query.members and subcommittees', () => {
  const members = `query ($filter: MemberFilter, $first: Int, $after: String) {
    members(filter: $filter, first: $first, after: $after) {
      nodes { displayName email } pageInfo { hasNextPage endCursor } } }`;

  it('show an address to the member and those who manage accounts only', async () => {
    const filter = { subcommitteeId: toGlobalId('Subcommittee', subcommitteeId) };
    const nodes = async (viewer: MaybeViewer) =>
      ((await run(viewer, members, { filter })).data['members'] as { nodes: unknown } | null)?.nodes;
    expect(await nodes(asViewer(lead))).toEqual([{ displayName: 'Lead', email: lead.email }]);
    expect(await nodes(asViewer(secretariat))).toEqual([{ displayName: 'Lead', email: lead.email }]);
    const other = await accounts.member({ displayName: 'Other' });
    expect(await nodes(asViewer(other))).toEqual([{ displayName: 'Lead', email: null }]);
  });

  it('refuse nobody, ids of another type and pages out of bounds', async () => {
    const code = async (viewer: MaybeViewer, variables: object) =>
      (
        (await run(viewer, members, { ...variables })).errors?.[0]?.originalError as
          { code?: string } | undefined
      )?.code;
    expect(await code(null, {})).toBe('UNAUTHENTICATED');
    const filter = { subcommitteeId: toGlobalId('Member', lead.id) };
    expect(await code(asViewer(lead), { filter })).toBe('INVALID_INPUT');
    expect(await code(asViewer(lead), { first: 101 })).toBe('INVALID_INPUT');
    expect(await code(asViewer(lead), { after: 'x' })).toBe('INVALID_INPUT');
  });

  it('show subcommittees to anybody, and who sits in them to members', async () => {
    const query = '{ subcommittees { slug name seats { role member { displayName } } } }';
    const committee = { slug: 'public-cloud', name: '공공 클라우드 분과' };
    expect((await run(null, query)).data).toEqual({ subcommittees: [{ ...committee, seats: [] }] });
    expect((await run(asViewer(lead), query)).data).toEqual({
      subcommittees: [{ ...committee, seats: [{ role: 'LEAD', member: { displayName: 'Lead' } }] }],
    });
  });
});

describe('mutations', () => {
  it('go all the way: a member is made, signs in, gets a role and a seat, and is deactivated', async () => {
    const as = asViewer(secretariat);
    const created = await run(
      as,
      `mutation ($input: CreateMemberInput!) { createMember(input: $input) { member { id roles } ${errorsOf} } }`,
      {
        input: {
          email: 'way@example.org',
          displayName: 'Way',
          organisation: 'x',
          sector: 'INDUSTRY',
          password,
        },
      },
    );
    expect(created.errors).toBeUndefined();
    const { createMember } = created.data as { createMember: { member: { id: string; roles: string[] } } };
    expect(createMember.member.roles).toEqual([]);
    const memberId = createMember.member.id;
    const signedIn = await run(
      null,
      `mutation ($input: SignInInput!) { signIn(input: $input) {
        session { accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt }
        member { id seats { member { id } } } ${errorsOf} } }`,
      { input: { email: 'way@example.org', password } },
    );
    const { signIn } = signedIn.data as {
      signIn: { session: { accessToken: string; refreshToken: string }; member: { id: string } };
    };
    expect(signIn.member).toEqual({ id: memberId, seats: [] });
    const refreshed = await run(
      null,
      `mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { session { accessToken } member { id } ${errorsOf} } }`,
      { input: { refreshToken: signIn.session.refreshToken } },
    );
    expect(refreshed.data).toMatchObject({ refreshSession: { member: { id: memberId }, userErrors: [] } });

    const change = (name: string, type: string, input: object) =>
      run(
        as,
        `mutation ($input: ${type}!) { ${name}(input: $input) {
          member { active roles seats { role subcommittee { slug } member { id } } } ${errorsOf} } }`,
        { input: { memberId, ...input } },
      ).then(({ data }) => data[name]);
    expect(await change('setMemberRoles', 'SetMemberRolesInput', { roles: ['REVIEWER'] })).toMatchObject({
      member: { roles: ['REVIEWER'] },
    });
    const seat = { subcommitteeId: toGlobalId('Subcommittee', subcommitteeId) };
    expect(await change('seatMember', 'SeatMemberInput', { ...seat, role: 'MEMBER' })).toMatchObject({
      member: {
        seats: [{ role: 'MEMBER', subcommittee: { slug: 'public-cloud' }, member: { id: memberId } }],
      },
    });
    expect(await change('unseatMember', 'UnseatMemberInput', seat)).toMatchObject({ member: { seats: [] } });
    expect(await change('deactivateMember', 'DeactivateMemberInput', {})).toMatchObject({
      member: { active: false },
      userErrors: [],
    });
    await expect(accounts.auth.authenticate(signIn.session.accessToken)).rejects.toThrow();
  });

  it('answer with what is wrong, and null for what was not changed', async () => {
    const refusal = async (viewer: MaybeViewer, source: string, input: object) => {
      const { data, errors } = await run(viewer, source, { input });
      expect(errors).toBeUndefined();
      return Object.values(data)[0];
    };
    expect(
      await refusal(
        asViewer(lead),
        `mutation ($input: CreateSubcommitteeInput!) { createSubcommittee(input: $input) { subcommittee { id } ${errorsOf} } }`,
        { slug: 'x', name: 'x' },
      ),
    ).toEqual({
      subcommittee: null,
      userErrors: [
        {
          code: 'FORBIDDEN',
          message: 'Only the secretariat and administrators may do this.',
          field: null,
        },
      ],
    });
    expect(
      await refusal(
        asViewer(secretariat),
        `mutation ($input: DeactivateMemberInput!) { deactivateMember(input: $input) { member { id } ${errorsOf} } }`,
        { memberId: toGlobalId('Plan', lead.id) },
      ),
    ).toMatchObject({ member: null, userErrors: [{ code: 'INVALID_INPUT', field: ['memberId'] }] });
    expect(
      await refusal(
        null,
        `mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken } ${errorsOf} } }`,
        { email: lead.email, password: 'wrong' },
      ),
    ).toMatchObject({ session: null, userErrors: [{ code: 'INVALID_CREDENTIALS', field: null }] });
  });

  it('of accounts answer nobody with a top-level error', async () => {
    for (const source of [
      `mutation { signOut { ${errorsOf} } }`,
      `mutation { changePassword(input: { currentPassword: "x", newPassword: "a long enough password" }) { ${errorsOf} } }`,
      `mutation { refreshSession(input: { refreshToken: "x" }) { ${errorsOf} } }`,
      `mutation { createSubcommittee(input: { slug: "x", name: "x" }) { ${errorsOf} } }`,
    ]) {
      const { errors } = await run(null, source);
      expect(errors?.[0]?.originalError, source).toMatchObject({ code: 'UNAUTHENTICATED' });
    }
  });
});
