/** Roles a member holds for the whole task force. Subcommittee roles are in {@link Viewer.subcommittees}. */
export const roles = [
  'ADMINISTRATOR',
  'CHAIR',
  'SECRETARIAT',
  'REVIEWER',
  'OBSERVER',
  'STRATEGY_COMMITTEE',
] as const;
export type Role = (typeof roles)[number];

export const subcommitteeRoles = ['LEAD', 'MEMBER'] as const;
export type SubcommitteeRole = (typeof subcommitteeRoles)[number];

/** The signed-in person on whose behalf a request is served, as the server established it. */
export interface Viewer {
  /** Hex ObjectId of the member. */
  readonly memberId: string;
  /** Session that the token belongs to; `null` for a token of an external OIDC provider. */
  readonly sessionId: string | null;
  readonly displayName: string;
  readonly organisation: string;
  readonly roles: ReadonlySet<Role>;
  /** Subcommittee id (hex) to the role held in it. */
  readonly subcommittees: ReadonlyMap<string, SubcommitteeRole>;
  /** When the token ends; sockets are closed then. */
  readonly expiresAt: Date;
}

/** A request's viewer: `null` when nobody is signed in. */
export type MaybeViewer = Viewer | null;
