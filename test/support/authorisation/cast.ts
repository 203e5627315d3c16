import type { Role, SubcommitteeRole } from '../../../src/auth/viewer.ts';
import type { SharedSchema } from './operations.ts';
import { ApiUser } from '../graphql.ts';
import { administratorEnvironment } from '../task-force.ts';

const password = administratorEnvironment.ADMIN_PASSWORD;

interface Place {
  readonly roles: readonly Role[];
  readonly seat: readonly ['own' | 'other', SubcommitteeRole] | null;
}

/** Who is signed in, by the column of docs/authorisation.md. `own` is the subcommittee that owns the tasks in question. */
const places = {
  'no role': { roles: [], seat: null },
  observer: { roles: ['OBSERVER'], seat: null },
  'member elsewhere': { roles: [], seat: ['other', 'MEMBER'] },
  member: { roles: [], seat: ['own', 'MEMBER'] },
  'lead elsewhere': { roles: [], seat: ['other', 'LEAD'] },
  lead: { roles: [], seat: ['own', 'LEAD'] },
  reviewer: { roles: ['REVIEWER'], seat: null },
  secretariat: { roles: ['SECRETARIAT'], seat: null },
  chair: { roles: ['CHAIR'], seat: null },
  committee: { roles: ['STRATEGY_COMMITTEE'], seat: null },
  administrator: { roles: ['ADMINISTRATOR'], seat: null },
} as const satisfies Record<string, Place>;
export type SignedIn = keyof typeof places;
export type Persona = 'nobody' | SignedIn;

export const personas: readonly Persona[] = ['nobody', ...(Object.keys(places) as SignedIn[])];

/**
 * Who gets things ready for an attempt: others than those who attempt it, so that nobody is refused for what they did
 * before (as an author who reviews would be).
 */
const preparers = {
  chair: places.chair,
  secretariat: places.secretariat,
  lead: places.lead,
  writer: places.member,
  reviewer: places.reviewer,
  committee: places.committee,
} as const satisfies Record<string, Place>;
export type Preparer = keyof typeof preparers | 'administrator';

/** Somebody with an account. */
export interface Account {
  readonly user: ApiUser;
  readonly memberId: string;
  readonly email: string;
  readonly password: string;
}

/** The people of the matrix: one for each column, and those who prepare. */
export class Cast {
  readonly url: string;
  readonly schema: SharedSchema;
  readonly subcommittees: Readonly<Record<'own' | 'other', string>>;
  readonly #accounts = new Map<Persona, Account>();
  readonly #preparers = new Map<Preparer, Account>();
  #made = 0;

  private constructor(url: string, schema: SharedSchema, subcommittees: Cast['subcommittees']) {
    this.url = url;
    this.schema = schema;
    this.subcommittees = subcommittees;
  }

  /** Makes and signs in everybody, on an empty application that was started with the administrator's environment. */
  static async assemble(url: string, schema: SharedSchema): Promise<Cast> {
    const administrator = await ApiUser.signIn(url, administratorEnvironment.ADMIN_EMAIL, password);
    const subcommittee = async (slug: string) => {
      const input = { slug, name: slug };
      const { subcommittee } = await schema.mutate<{ subcommittee: { id: string } }>(
        administrator,
        { field: 'createSubcommittee', input },
        'subcommittee { id }',
      );
      return subcommittee.id;
    };
    const subcommittees = { own: await subcommittee('public-cloud'), other: await subcommittee('security') };
    const cast = new Cast(url, schema, subcommittees);
    const email = administratorEnvironment.ADMIN_EMAIL;
    const { viewer } = await administrator.query<{ viewer: { member: { id: string } } }>(
      '{ viewer { member { id } } }',
    );
    cast.#preparers.set('administrator', {
      user: administrator,
      memberId: viewer.member.id,
      email,
      password,
    });
    for (const [name, place] of Object.entries(places))
      cast.#accounts.set(name as SignedIn, await cast.#account(place));
    for (const [name, place] of Object.entries(preparers))
      cast.#preparers.set(name as Preparer, await cast.#account(place));
    return cast;
  }

  /** Who asks as the persona: an address and, unless it is nobody, a token. */
  user(persona: Persona): ApiUser {
    return persona === 'nobody' ? new ApiUser(this.url) : this.account(persona).user;
  }

  /** Throws for nobody, who has none. */
  account(persona: Persona): Account {
    const account = this.#accounts.get(persona);
    if (account === undefined) throw new Error(`${persona} has no account.`);
    return account;
  }

  preparer(name: Preparer): Account {
    const account = this.#preparers.get(name);
    if (account === undefined) throw new Error(`Nobody prepares as ${name}.`);
    return account;
  }

  /** Somebody new in the same place, who can be signed out without consequence. Nobody is nobody. */
  async double(persona: Persona): Promise<Account | null> {
    return persona === 'nobody' ? null : this.#account(places[persona]);
  }

  /** A new member who can't sign in; returns their id. */
  async member(place: Partial<Place> = {}): Promise<string> {
    return this.#member(place, null);
  }

  newEmail(): string {
    this.#made += 1;
    return `member-${this.#made}@example.org`;
  }

  async #account(place: Place): Promise<Account> {
    const email = this.newEmail();
    const memberId = await this.#member(place, email);
    return { user: await ApiUser.signIn(this.url, email, password), memberId, email, password };
  }

  async #member({ roles = [], seat = null }: Partial<Place>, email: string | null): Promise<string> {
    const { user } = this.preparer('administrator');
    const address = email ?? this.newEmail();
    const { member } = await this.schema.mutate<{ member: { id: string } }>(
      user,
      {
        field: 'createMember',
        input: {
          email: address,
          displayName: address,
          organisation: '기관',
          sector: 'GOVERNMENT',
          roles,
          ...(email === null ? {} : { password }),
        },
      },
      'member { id }',
    );
    if (seat !== null) {
      const [place, role] = seat;
      const input = { memberId: member.id, subcommitteeId: this.subcommittees[place], role };
      await this.schema.mutate(user, { field: 'seatMember', input });
    }
    return member.id;
  }
}
