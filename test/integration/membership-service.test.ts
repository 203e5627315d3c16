import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MaybeViewer, Role, Viewer } from '../../src/auth/viewer.ts';
import type { NewMember } from '../../src/domain/membership/accounts.ts';
import { createMembershipLoaders } from '../../src/domain/membership/loaders.ts';
import type { MemberRecord } from '../../src/domain/membership/types.ts';
import { asViewer, openAccounts, password, type Accounts } from '../support/accounts.ts';

let accounts: Accounts;
let administrator: MemberRecord;
let secretariat: MemberRecord;
let ordinary: MemberRecord;
beforeAll(async () => {
  accounts = await openAccounts();
  administrator = await accounts.member({ roles: ['ADMINISTRATOR'] });
  secretariat = await accounts.member({ roles: ['SECRETARIAT'] });
  ordinary = await accounts.member({ displayName: 'Kim Ordinary' });
});
afterAll(() => accounts.drop());
beforeEach(async () => {
  await accounts.newEvents();
  accounts.access.length = 0;
});

let number = 0;
function newMember(input: Partial<NewMember> = {}): NewMember {
  number += 1;
  return {
    email: `new-${number}@example.org`,
    displayName: `새 위원 ${number}`,
    organisation: 'University',
    sector: 'ACADEMIA',
    ...input,
  };
}

async function subcommittee(viewer: Viewer = asViewer(secretariat)) {
  number += 1;
  return accounts.membership.createSubcommittee(viewer, { slug: `committee-${number}`, name: '분과' });
}

const refused = (code: string) => expect.objectContaining({ code }) as unknown;
const nowhere = 'f'.repeat(24);

describe('createMember', () => {
  it('makes a member with normalised texts, who can sign in with the password', async () => {
    const input = newMember({
      email: ' New.Person@Example.ORG ',
      displayName: '  홍길동 ',
      latinName: 'Hong',
    });
    const member = await accounts.membership.createMember(asViewer(secretariat), { ...input, password });
    expect(member).toMatchObject({
      email: 'new.person@example.org',
      displayName: '홍길동',
      latinName: 'Hong',
      sector: 'ACADEMIA',
      roles: [],
      seats: [],
      active: true,
      sample: false,
    });
    expect(Object.keys(member).join()).not.toMatch(/password/i);
    const signedIn = await accounts.auth.signIn({
      email: 'NEW.person@example.org',
      password,
      clientAddress: '192.0.2.1',
    });
    expect(signedIn.member).toEqual(member);
    expect(await accounts.newEvents()).toMatchObject([
      {
        kind: 'MEMBERSHIP_CHANGED',
        actorId: secretariat.id,
        visibility: 'MEMBERS',
        payload: { change: 'MEMBER_CREATED', memberId: member.id },
      },
    ]);
  });

  it('keeps each role once, in one order', async () => {
    const member = await accounts.membership.createMember(
      asViewer(secretariat),
      newMember({ roles: ['REVIEWER', 'CHAIR', 'REVIEWER'] }),
    );
    expect(member.roles).toEqual(['CHAIR', 'REVIEWER']);
  });

  it.each<[string, Partial<NewMember> & { password?: string }, string]>([
    ['email', { email: 'nobody' }, 'email'],
    ['email', { email: `${'a'.repeat(300)}@example.org` }, 'email'],
    ['display name', { displayName: '  ' }, 'displayName'],
    ['display name', { displayName: 'a'.repeat(301) }, 'displayName'],
    ['Latin name', { latinName: 'a\u0000' }, 'latinName'],
    ['organisation', { organisation: '' }, 'organisation'],
    ['password', { password: 'too short' }, 'password'],
    ['password', { password: 'x'.repeat(201) }, 'password'],
  ])('refuses a bad %s and names the field', async (_what, input, field) => {
    await expect(
      accounts.membership.createMember(asViewer(secretariat), newMember(input)),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT', field: [field] });
    expect(await accounts.newEvents()).toEqual([]);
  });

  it('refuses an address that is taken, in whatever case', async () => {
    await expect(
      accounts.membership.createMember(
        asViewer(secretariat),
        newMember({ email: ordinary.email.toUpperCase() }),
      ),
    ).rejects.toMatchObject({ code: 'ALREADY_EXISTS', field: ['email'] });
  });

  it('makes one member of two requests at the same time', async () => {
    const input = newMember();
    const results = await Promise.allSettled([
      accounts.membership.createMember(asViewer(secretariat), input),
      accounts.membership.createMember(asViewer(secretariat), input),
    ]);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(results.find((result) => result.status === 'rejected')?.reason).toEqual(refused('ALREADY_EXISTS'));
  });

  it('lets only administrators make administrators', async () => {
    const input = newMember({ roles: ['ADMINISTRATOR'] });
    await expect(accounts.membership.createMember(asViewer(secretariat), input)).rejects.toEqual(
      refused('FORBIDDEN'),
    );
    const made = await accounts.membership.createMember(asViewer(administrator), input);
    expect(made.roles).toEqual(['ADMINISTRATOR']);
    await accounts.membership.deactivateMember(asViewer(administrator), made.id);
  });
});

describe('who may change the membership', () => {
  const attempts: [string, (viewer: MaybeViewer) => Promise<unknown>][] = [
    ['createMember', (viewer) => accounts.membership.createMember(viewer, newMember())],
    ['setMemberRoles', (viewer) => accounts.membership.setMemberRoles(viewer, ordinary.id, ['CHAIR'])],
    ['deactivateMember', (viewer) => accounts.membership.deactivateMember(viewer, ordinary.id)],
    [
      'createSubcommittee',
      (viewer) => accounts.membership.createSubcommittee(viewer, { slug: 'x', name: 'x' }),
    ],
    [
      'seatMember',
      (viewer) =>
        accounts.membership.seatMember(viewer, ordinary.id, { subcommitteeId: nowhere, role: 'LEAD' }),
    ],
    ['unseatMember', (viewer) => accounts.membership.unseatMember(viewer, ordinary.id, nowhere)],
  ];
  it.each(attempts)('%s is for the secretariat and administrators', async (_name, attempt) => {
    const others: Role[] = ['CHAIR', 'REVIEWER', 'OBSERVER', 'STRATEGY_COMMITTEE'];
    const viewer = { ...asViewer(ordinary), roles: new Set(others) };
    await expect(attempt(viewer)).rejects.toEqual(refused('FORBIDDEN'));
    await expect(attempt(null)).rejects.toEqual(refused('UNAUTHENTICATED'));
    expect(await accounts.newEvents()).toEqual([]);
  });
});

describe('setMemberRoles', () => {
  it('replaces the roles and wakes the sockets of the member; again it changes nothing', async () => {
    const member = await accounts.member({ roles: ['OBSERVER'] });
    await accounts.newEvents();
    const viewer = asViewer(secretariat);
    const changed = await accounts.membership.setMemberRoles(viewer, member.id, ['REVIEWER', 'CHAIR']);
    expect(changed).toEqual({ ...member, roles: ['CHAIR', 'REVIEWER'] });
    expect(await accounts.newEvents()).toMatchObject([
      { actorId: secretariat.id, payload: { change: 'ROLES_SET', memberId: member.id } },
    ]);
    expect(accounts.access).toEqual([{ memberId: member.id, sessionId: null }]);
    expect(await accounts.membership.setMemberRoles(viewer, member.id, ['CHAIR', 'REVIEWER'])).toEqual(
      changed,
    );
    expect(await accounts.newEvents()).toEqual([]);
    expect(accounts.access).toHaveLength(1);
  });

  it('refuses a member that does not exist, and one that has been deactivated', async () => {
    const viewer = asViewer(secretariat);
    await expect(accounts.membership.setMemberRoles(viewer, nowhere, [])).rejects.toEqual(
      refused('NOT_FOUND'),
    );
    const { id } = await accounts.member();
    await accounts.membership.deactivateMember(viewer, id);
    await expect(accounts.membership.setMemberRoles(viewer, id, ['CHAIR'])).rejects.toEqual(
      refused('ILLEGAL_TRANSITION'),
    );
  });

  it('lets only administrators grant and remove ADMINISTRATOR', async () => {
    const member = await accounts.member();
    await expect(
      accounts.membership.setMemberRoles(asViewer(secretariat), member.id, ['ADMINISTRATOR']),
    ).rejects.toEqual(refused('FORBIDDEN'));
    await accounts.membership.setMemberRoles(asViewer(administrator), member.id, ['ADMINISTRATOR']);
    await expect(accounts.membership.setMemberRoles(asViewer(secretariat), member.id, [])).rejects.toEqual(
      refused('FORBIDDEN'),
    );
    // The other roles of an administrator are the secretariat's business as well.
    const both = await accounts.membership.setMemberRoles(asViewer(secretariat), member.id, [
      'ADMINISTRATOR',
      'REVIEWER',
    ]);
    expect(both.roles).toEqual(['ADMINISTRATOR', 'REVIEWER']);
    expect((await accounts.membership.setMemberRoles(asViewer(administrator), member.id, [])).roles).toEqual(
      [],
    );
  });
});

describe('the last administrator', () => {
  it('can neither be removed nor deactivated, not even by two at the same time', async () => {
    const own = await openAccounts();
    try {
      const [first, second] = [
        await own.member({ roles: ['ADMINISTRATOR'] }),
        await own.member({ roles: ['ADMINISTRATOR'] }),
      ];
      const results = await Promise.allSettled([
        own.membership.setMemberRoles(asViewer(first), second.id, []),
        own.membership.deactivateMember(asViewer(second), first.id),
      ]);
      expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected']);
      expect((results[1] as PromiseRejectedResult).reason).toEqual(refused('ILLEGAL_TRANSITION'));
      await expect(own.membership.setMemberRoles(asViewer(first), first.id, ['CHAIR'])).rejects.toEqual(
        refused('ILLEGAL_TRANSITION'),
      );
    } finally {
      await own.drop();
    }
  });
});

describe('deactivateMember', () => {
  it('ends the rights and keeps the record; again it changes nothing', async () => {
    const { id: subcommitteeId } = await subcommittee();
    const member = await accounts.member({
      roles: ['CHAIR'],
      seats: [{ subcommitteeId, role: 'MEMBER' }],
    });
    await accounts.newEvents();
    const changed = await accounts.membership.deactivateMember(asViewer(secretariat), member.id);
    expect(changed).toEqual({ ...member, active: false });
    expect(await accounts.newEvents()).toMatchObject([
      { payload: { change: 'DEACTIVATED', memberId: member.id } },
    ]);
    expect(accounts.access).toEqual([{ memberId: member.id, sessionId: null }]);
    expect(await accounts.transact((tx) => accounts.membership.voterIds(tx))).not.toContain(member.id);
    expect(await accounts.membership.seats(asViewer(ordinary), [subcommitteeId])).toEqual([[]]);
    expect(await accounts.membership.members(asViewer(ordinary), [member.id])).toEqual([changed]);
    await accounts.membership.deactivateMember(asViewer(secretariat), member.id);
    expect(await accounts.newEvents()).toEqual([]);
  });

  it('refuses a member that does not exist, and leaves administrators to administrators', async () => {
    await expect(accounts.membership.deactivateMember(asViewer(secretariat), nowhere)).rejects.toEqual(
      refused('NOT_FOUND'),
    );
    await expect(
      accounts.membership.deactivateMember(asViewer(secretariat), administrator.id),
    ).rejects.toEqual(refused('FORBIDDEN'));
  });
});

describe('subcommittees and seats', () => {
  it('makes a subcommittee that anybody can read', async () => {
    const made = await accounts.membership.createSubcommittee(asViewer(secretariat), {
      slug: 'public-cloud',
      name: '공공 클라우드 분과',
      englishName: 'Public cloud',
    });
    expect(made).toMatchObject({ slug: 'public-cloud', name: '공공 클라우드 분과' });
    expect(await accounts.membership.listSubcommittees(null)).toContainEqual(made);
    expect(await accounts.membership.subcommittees(null, [nowhere, made.id])).toEqual([null, made]);
    expect(await accounts.newEvents()).toMatchObject([
      { subcommitteeId: made.id, payload: { change: 'SUBCOMMITTEE_CREATED', memberId: null } },
    ]);
    await expect(
      accounts.membership.createSubcommittee(asViewer(secretariat), { slug: 'public-cloud', name: 'x' }),
    ).rejects.toMatchObject({ code: 'ALREADY_EXISTS', field: ['slug'] });
  });

  it.each(['', 'Public', 'public cloud', '-a', 'a-', 'a--b', '클라우드', 'a'.repeat(61)])(
    'refuses the slug %j',
    async (slug) => {
      await expect(
        accounts.membership.createSubcommittee(asViewer(secretariat), { slug, name: 'x' }),
      ).rejects.toMatchObject({ code: 'INVALID_INPUT', field: ['slug'] });
    },
  );

  it('seats a member, changes the seat and takes it away; repeats change nothing', async () => {
    const viewer = asViewer(secretariat);
    const member = await accounts.member();
    const { id: subcommitteeId } = await subcommittee();
    await accounts.newEvents();
    const seat = (role: 'LEAD' | 'MEMBER') =>
      accounts.membership.seatMember(viewer, member.id, { subcommitteeId, role });
    const unseat = () => accounts.membership.unseatMember(viewer, member.id, subcommitteeId);

    expect((await seat('MEMBER')).seats).toEqual([{ subcommitteeId, role: 'MEMBER' }]);
    expect((await seat('MEMBER')).seats).toHaveLength(1);
    expect((await seat('LEAD')).seats).toEqual([{ subcommitteeId, role: 'LEAD' }]);
    expect((await unseat()).seats).toEqual([]);
    expect((await unseat()).seats).toEqual([]);
    expect((await accounts.newEvents()).map((event) => event.payload)).toMatchObject([
      { change: 'SEATED', memberId: member.id, subcommitteeId, seatRole: 'MEMBER' },
      { change: 'SEATED', seatRole: 'LEAD' },
      { change: 'UNSEATED', memberId: member.id, subcommitteeId },
    ]);
    expect(accounts.access).toEqual(Array(3).fill({ memberId: member.id, sessionId: null }));
  });

  it('refuses seats of members and in subcommittees that do not exist, and of deactivated members', async () => {
    const viewer = asViewer(secretariat);
    const { id: subcommitteeId } = await subcommittee();
    const seat = { subcommitteeId, role: 'LEAD' } as const;
    await expect(accounts.membership.seatMember(viewer, nowhere, seat)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      field: ['memberId'],
    });
    await expect(
      accounts.membership.seatMember(viewer, ordinary.id, { ...seat, subcommitteeId: nowhere }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND', field: ['subcommitteeId'] });
    await expect(accounts.membership.unseatMember(viewer, ordinary.id, nowhere)).rejects.toEqual(
      refused('NOT_FOUND'),
    );
    const { id } = await accounts.member();
    await accounts.membership.deactivateMember(viewer, id);
    await expect(accounts.membership.seatMember(viewer, id, seat)).rejects.toEqual(
      refused('ILLEGAL_TRANSITION'),
    );
  });
});

describe('reading', () => {
  it('shows members to members only', async () => {
    expect(await accounts.membership.members(null, [ordinary.id])).toEqual([null]);
    expect(await accounts.membership.members(asViewer(ordinary), [nowhere, ordinary.id])).toEqual([
      null,
      ordinary,
    ]);
    await expect(accounts.membership.listMembers(null, {}, { first: 10, after: null })).rejects.toEqual(
      refused('UNAUTHENTICATED'),
    );
  });

  it('lists by name, page by page, with every filter', async () => {
    const own = await openAccounts();
    try {
      const [committee] = await own.transact((tx) =>
        own.membership.importSubcommittees(tx, [{ slug: 'a', name: 'a' }]),
      );
      const subcommitteeId = committee?.id ?? '';
      // Two of the same name: the page must not stop or repeat between them.
      const made = new Map<string, MemberRecord>();
      for (const [index, displayName] of ['다', '가', '나', '나', '라'].entries()) {
        const member = await own.member({
          displayName,
          sector: index % 2 === 0 ? 'INDUSTRY' : 'AGENCY',
          roles: index < 2 ? ['REVIEWER'] : [],
          seats: index > 2 ? [{ subcommitteeId, role: index === 3 ? 'MEMBER' : 'LEAD' }] : [],
        });
        made.set(displayName, member);
      }
      const viewer = asViewer(await own.member({ displayName: '하', roles: ['SECRETARIAT'] }));
      const names = async (filter: Parameters<typeof own.membership.listMembers>[1]) => {
        const all: string[] = [];
        let after: string | null = null;
        do {
          const page: Awaited<ReturnType<typeof own.membership.listMembers>> =
            await own.membership.listMembers(viewer, filter, { first: 2, after });
          all.push(...page.edges.map((edge) => edge.node.displayName));
          after = page.hasNextPage ? (page.edges.at(-1)?.cursor ?? null) : null;
        } while (after !== null);
        return all.join('');
      };
      expect(await names({})).toBe('가나나다라하');
      expect(await names({ sector: 'AGENCY' })).toBe('가나');
      expect(await names({ role: 'REVIEWER' })).toBe('가다');
      expect(await names({ subcommitteeId })).toBe('나라');
      expect(await names({ subcommitteeId, sector: 'INDUSTRY' })).toBe('라');
      await own.membership.deactivateMember(viewer, made.get('라')?.id ?? '');
      expect(await names({ active: false })).toBe('라');
      expect(await names({ active: true, subcommitteeId })).toBe('나');
      await expect(
        own.membership.listMembers(viewer, {}, { first: 2, after: 'bm9uc2Vuc2U' }),
      ).rejects.toMatchObject({ code: 'INVALID_INPUT', field: ['after'] });
    } finally {
      await own.drop();
    }
  });

  it("lists a subcommittee's seats, leads first, in one read for all subcommittees of a request", async () => {
    const committees = [await subcommittee(), await subcommittee()] as const;
    const seatIn = (index: 0 | 1, role: 'LEAD' | 'MEMBER') => ({
      subcommitteeId: committees[index].id,
      role,
    });
    const first = await accounts.member({
      displayName: 'A',
      seats: [seatIn(0, 'MEMBER'), seatIn(1, 'LEAD')],
    });
    const second = await accounts.member({ displayName: 'B', seats: [seatIn(0, 'LEAD')] });
    const loaders = createMembershipLoaders(accounts.membership, asViewer(ordinary));
    const [zero, one] = await Promise.all(committees.map(({ id }) => loaders.seats.load(id)));
    expect(zero).toEqual([
      { ...seatIn(0, 'LEAD'), memberId: second.id },
      { ...seatIn(0, 'MEMBER'), memberId: first.id },
    ]);
    expect(one).toEqual([{ ...seatIn(1, 'LEAD'), memberId: first.id }]);
    expect(await createMembershipLoaders(accounts.membership, null).seats.load(committees[0].id)).toEqual([]);
  });

  it('names as voters the active members with a seat and the chair, and nobody else', async () => {
    const { id: subcommitteeId } = await subcommittee();
    const seated = await accounts.member({ seats: [{ subcommitteeId, role: 'MEMBER' }] });
    const chair = await accounts.member({ roles: ['CHAIR'] });
    const voters = await accounts.transact((tx) => accounts.membership.voterIds(tx));
    expect(voters).toContain(seated.id);
    expect(voters).toContain(chair.id);
    expect(voters).not.toContain(secretariat.id);
    expect(voters).not.toContain(ordinary.id);
    const records = await accounts.transact((tx) =>
      accounts.membership.memberRecordsInTransaction(tx, [seated.id, nowhere]),
    );
    expect(records).toEqual([seated]);
  });
});

describe('ensureAdministrator', () => {
  it('makes an administrator on an empty database only, who can sign in', async () => {
    const own = await openAccounts();
    try {
      const account = { email: 'Admin@example.org', password };
      const made = await own.membership.ensureAdministrator(account);
      expect(made).toMatchObject({ email: 'admin@example.org', roles: ['ADMINISTRATOR'], active: true });
      expect(await own.membership.ensureAdministrator({ ...account, email: 'b@example.org' })).toBeNull();
      const signedIn = await own.auth.signIn({ ...account, clientAddress: '192.0.2.1' });
      expect(signedIn.member).toEqual(made);
    } finally {
      await own.drop();
    }
  });
});
