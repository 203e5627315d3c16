import mongoose from 'mongoose';
import { roles, subcommitteeRoles, type Role, type SubcommitteeRole } from '../../auth/viewer.ts';
import type { Database, DatabaseSession } from '../../database/store.ts';
import { sectors, type MemberRecord, type Sector, type SubcommitteeRecord } from './types.ts';

/** Which members a list shows; conditions that are absent don't restrict. */
export interface MemberQuery {
  readonly subcommitteeId?: string;
  readonly role?: Role;
  readonly sector?: Sector;
  readonly active?: boolean;
}

/** Place of a member in the order of lists: by name, then by id. */
export interface MemberPosition {
  readonly displayName: string;
  readonly id: string;
}

interface SeatDocument {
  subcommitteeId: mongoose.Types.ObjectId;
  role: SubcommitteeRole;
}

interface MemberDocument {
  _id: mongoose.Types.ObjectId;
  email: string;
  displayName: string;
  latinName: string | null;
  organisation: string;
  sector: Sector;
  roles: Role[];
  seats: SeatDocument[];
  active: boolean;
  sample: boolean;
  createdAt: Date;
}

interface SubcommitteeDocument {
  _id: mongoose.Types.ObjectId;
  slug: string;
  name: string;
  englishName: string | null;
}

const { ObjectId } = mongoose.Schema.Types;

const seatSchema = new mongoose.Schema<SeatDocument>(
  {
    subcommitteeId: { type: ObjectId, required: true },
    role: { type: String, enum: subcommitteeRoles, required: true },
  },
  { _id: false },
);

const memberSchema = new mongoose.Schema<MemberDocument>(
  {
    email: { type: String, required: true },
    displayName: { type: String, required: true },
    latinName: { type: String, default: null },
    organisation: { type: String, required: true },
    sector: { type: String, enum: sectors, required: true },
    roles: { type: [{ type: String, enum: roles }], required: true },
    seats: { type: [seatSchema], required: true },
    active: { type: Boolean, required: true },
    sample: { type: Boolean, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
memberSchema.index({ email: 1 }, { unique: true });
// One per filter, each in the order of the list.
memberSchema.index({ displayName: 1, _id: 1 });
memberSchema.index({ 'seats.subcommitteeId': 1, displayName: 1, _id: 1 });
memberSchema.index({ roles: 1, displayName: 1, _id: 1 });
memberSchema.index({ sector: 1, displayName: 1, _id: 1 });

const subcommitteeSchema = new mongoose.Schema<SubcommitteeDocument>(
  {
    slug: { type: String, required: true },
    name: { type: String, required: true },
    englishName: { type: String, default: null },
  },
  { versionKey: false },
);
subcommitteeSchema.index({ slug: 1 }, { unique: true });

/** Members with their roles and seats, and subcommittees. Passwords are kept elsewhere. */
export function createMembershipStore(database: Database) {
  const members = database.model<MemberDocument>('Member', memberSchema, 'members');
  const subcommittees = database.model<SubcommitteeDocument>(
    'Subcommittee',
    subcommitteeSchema,
    'subcommittees',
  );

  return {
    newId: (): string => new mongoose.Types.ObjectId().toHexString(),

    async findMembers(ids: readonly string[], session?: DatabaseSession): Promise<MemberRecord[]> {
      const rows = await members.find({ _id: { $in: [...ids] } }, null, { session: session ?? null }).lean();
      return rows.map(toMember);
    },

    async findMember(id: string, session?: DatabaseSession): Promise<MemberRecord | null> {
      const row = await members.findOne({ _id: id }, null, { session: session ?? null }).lean();
      return row === null ? null : toMember(row);
    },

    /** `email` in lower case. */
    async findMemberByEmail(email: string, session?: DatabaseSession): Promise<MemberRecord | null> {
      const row = await members.findOne({ email }, null, { session: session ?? null }).lean();
      return row === null ? null : toMember(row);
    },

    /** Members that match, by name, after a place in that order. */
    async listMembers(
      query: MemberQuery,
      after: MemberPosition | null,
      limit: number,
    ): Promise<MemberRecord[]> {
      const { subcommitteeId, ...rest } = query;
      const { role, ...equal } = rest;
      const rows = await members
        .find({
          ...equal,
          ...(role === undefined ? {} : { roles: role }),
          ...(subcommitteeId === undefined ? {} : { 'seats.subcommitteeId': subcommitteeId }),
          ...(after === null
            ? {}
            : {
                // The first condition bounds the index scan, the second skips those with the same name.
                displayName: { $gte: after.displayName },
                $or: [{ displayName: { $gt: after.displayName } }, { _id: { $gt: after.id } }],
              }),
        })
        .sort({ displayName: 1, _id: 1 })
        .limit(limit)
        .lean();
      return rows.map(toMember);
    },

    /** Active members with a seat in one of these subcommittees, by name. */
    async findSeated(subcommitteeIds: readonly string[]): Promise<MemberRecord[]> {
      const rows = await members
        .find({ 'seats.subcommitteeId': { $in: [...subcommitteeIds] }, active: true })
        .sort({ displayName: 1, _id: 1 })
        .lean();
      return rows.map(toMember);
    },

    /** Ids of active members who hold a seat in any subcommittee or have `role`. */
    async activeIdsWithSeatOrRole(role: Role, session: DatabaseSession): Promise<string[]> {
      const rows = await members
        .find(
          { active: true, $or: [{ 'seats.0': { $exists: true } }, { roles: role }] },
          { _id: 1 },
          { session },
        )
        .sort({ _id: 1 })
        .lean();
      return rows.map((row) => row._id.toHexString());
    },

    async hasMembers(session: DatabaseSession): Promise<boolean> {
      return (await members.findOne({}, { _id: 1 }, { session }).lean()) !== null;
    },

    /** Whether an active member other than `memberId` has `role`. */
    async hasAnotherActiveWithRole(role: Role, memberId: string, session: DatabaseSession): Promise<boolean> {
      const other = await members
        .findOne({ roles: role, active: true, _id: { $ne: memberId } }, { _id: 1 }, { session })
        .lean();
      return other !== null;
    },

    /** Throws a duplicate key error when one of the addresses is taken. */
    async insertMembers(records: readonly MemberRecord[], session: DatabaseSession): Promise<void> {
      await members.insertMany(
        records.map(({ id, ...record }) => ({ ...record, _id: id })),
        { session },
      );
    },

    /** The member after the change, or null when there is none. */
    async updateMember(
      id: string,
      change: Partial<Pick<MemberRecord, 'roles' | 'seats' | 'active'>>,
      session: DatabaseSession,
    ): Promise<MemberRecord | null> {
      const row = await members
        .findOneAndUpdate({ _id: id }, { $set: change }, { session, returnDocument: 'after' })
        .lean();
      return row === null ? null : toMember(row);
    },

    async findSubcommittees(
      ids: readonly string[],
      session?: DatabaseSession,
    ): Promise<SubcommitteeRecord[]> {
      const rows = await subcommittees
        .find({ _id: { $in: [...ids] } }, null, { session: session ?? null })
        .lean();
      return rows.map(toSubcommittee);
    },

    async findSubcommitteeBySlug(slug: string, session: DatabaseSession): Promise<SubcommitteeRecord | null> {
      const row = await subcommittees.findOne({ slug }, null, { session }).lean();
      return row === null ? null : toSubcommittee(row);
    },

    /** All of them, in the order of their making. */
    async listSubcommittees(): Promise<SubcommitteeRecord[]> {
      const rows = await subcommittees.find().sort({ _id: 1 }).lean();
      return rows.map(toSubcommittee);
    },

    /** Throws a duplicate key error when one of the slugs is taken. */
    async insertSubcommittees(
      records: readonly SubcommitteeRecord[],
      session: DatabaseSession,
    ): Promise<void> {
      await subcommittees.insertMany(
        records.map(({ id, ...record }) => ({ ...record, _id: id })),
        { session },
      );
    },
  };
}

export type MembershipStore = ReturnType<typeof createMembershipStore>;

function toMember(row: MemberDocument): MemberRecord {
  const { _id, seats, ...rest } = row;
  return {
    ...rest,
    id: _id.toHexString(),
    seats: seats.map(({ subcommitteeId, role }) => ({ subcommitteeId: subcommitteeId.toHexString(), role })),
  };
}

function toSubcommittee({ _id, ...rest }: SubcommitteeDocument): SubcommitteeRecord {
  return { ...rest, id: _id.toHexString() };
}
