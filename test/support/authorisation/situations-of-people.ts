import type { Account, Cast, Persona } from './cast.ts';
import type { Situations } from './situation.ts';

const newMember = (cast: Cast) => ({
  email: cast.newEmail(),
  displayName: '새 위원',
  organisation: '기관',
  sector: 'ACADEMIA',
});

/** Another for each persona: attempts on one account are counted. */
const someAccount = (cast: Cast, persona: Persona): Account =>
  persona === 'nobody' ? cast.preparer('writer') : cast.account(persona);

let slugs = 0;

/** Sessions, accounts, roles, seats, and what members choose for themselves. */
export const situationsOfPeople: Situations = {
  signIn: ({ cast }, persona) => {
    const { email, password } = someAccount(cast, persona);
    return Promise.resolve({ field: 'signIn', input: { email, password } });
  },
  refreshSession: async ({ cast, stations }, persona) => {
    const account = someAccount(cast, persona);
    const { email, password } = account;
    const { session } = await stations.by<{ session: { refreshToken: string } }>(
      account,
      ['signIn', { email, password }],
      'session { refreshToken }',
    );
    return { field: 'refreshSession', input: { refreshToken: session.refreshToken } };
  },
  signOut: async ({ cast }, persona) => {
    const double = await cast.double(persona);
    return { field: 'signOut', input: null, user: double?.user ?? cast.user(persona) };
  },
  changePassword: async ({ cast }, persona) => {
    const double = await cast.double(persona);
    const currentPassword = double?.password ?? cast.preparer('writer').password;
    const input = { currentPassword, newPassword: 'another long enough password' };
    return { field: 'changePassword', input, user: double?.user ?? cast.user(persona) };
  },
  markActivityRead: async ({ cast }) => {
    const { activity } = await cast
      .preparer('secretariat')
      .user.query<{ activity: { pageInfo: { endCursor: string } } }>(
        '{ activity(first: 1) { pageInfo { endCursor } } }',
      );
    return { field: 'markActivityRead', input: { cursor: activity.pageInfo.endCursor } };
  },
  setDigest: () => Promise.resolve({ field: 'setDigest', input: { digest: 'WEEKLY' } }),
  createMember: ({ cast }) => Promise.resolve({ field: 'createMember', input: newMember(cast) }),
  'createMember, with the role ADMINISTRATOR': ({ cast }) =>
    Promise.resolve({ field: 'createMember', input: { ...newMember(cast), roles: ['ADMINISTRATOR'] } }),
  setMemberRoles: async ({ cast }) => ({
    field: 'setMemberRoles',
    input: { memberId: await cast.member(), roles: ['REVIEWER'] },
  }),
  'setMemberRoles, to make an ADMINISTRATOR': async ({ cast }) => ({
    field: 'setMemberRoles',
    input: { memberId: await cast.member(), roles: ['ADMINISTRATOR'] },
  }),
  'setMemberRoles, of an ADMINISTRATOR': async ({ cast }) => ({
    field: 'setMemberRoles',
    input: { memberId: await cast.member({ roles: ['ADMINISTRATOR'] }), roles: [] },
  }),
  deactivateMember: async ({ cast }) => ({
    field: 'deactivateMember',
    input: { memberId: await cast.member() },
  }),
  'deactivateMember, of an ADMINISTRATOR': async ({ cast }) => ({
    field: 'deactivateMember',
    input: { memberId: await cast.member({ roles: ['ADMINISTRATOR'] }) },
  }),
  createSubcommittee: () => {
    slugs += 1;
    return Promise.resolve({ field: 'createSubcommittee', input: { slug: `new-${slugs}`, name: '새 분과' } });
  },
  seatMember: async ({ cast }) => ({
    field: 'seatMember',
    input: { memberId: await cast.member(), subcommitteeId: cast.subcommittees.own, role: 'MEMBER' },
  }),
  unseatMember: async ({ cast }) => ({
    field: 'unseatMember',
    input: {
      memberId: await cast.member({ seat: ['own', 'MEMBER'] }),
      subcommitteeId: cast.subcommittees.own,
    },
  }),
};
