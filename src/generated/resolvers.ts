import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { MemberRecord, SubcommitteeRecord, SeatOfMember } from '../domain/membership/types.ts';
import type { Viewer as ViewerRecord } from '../auth/viewer.ts';
import type { PlanRecord, StrategyRecord } from '../domain/plan/types.ts';
import type { KeyTaskRecord } from '../domain/key-task/types.ts';
import type { DraftRecord, PresenceRecord } from '../domain/draft/types.ts';
import type { RevisionRecord } from '../domain/draft/revision-reader.ts';
import type { BlameAt } from '../domain/draft/blame-reader.ts';
import type { BlamedBlock as BlamedBlockRecord, BlameRun as BlameRunRecord, BlamedField as BlamedFieldRecord } from '../domain/draft/blame.ts';
import type { ShareRecord } from '../domain/draft/blame-resolvers.ts';
import type { VersionRecord } from '../domain/version/types.ts';
import type { MomentRecord } from '../domain/version/moments.ts';
import type { TextDifference as TextDifferenceRecord, BlockDifference as BlockDifferenceRecord, InlinePart } from '../content/index.ts';
import type { ReviewRecord, BlockRemarkRecord } from '../domain/review/types.ts';
import type { BallotRecord, PositionRecord, SecretVoteRecord, DiscussionRecord, OverrulingRecord, RosterRemovalRecord, Tally as TallyRecord, DecisionRecord, PlanVersionRecord, PlanVersionEntryRecord } from '../domain/decision/types.ts';
import type { ConflictView, ConflictPlaceView } from '../domain/decision/conflict-resolvers.ts';
import type { PlanSubmissionRecord, ReturnedTask } from '../domain/submission/types.ts';
import type { WebhookRecord, DeadLetterRecord } from '../domain/webhook/types.ts';
import type { ActivityFilter as ActivityFilterRecord, UnreadActivity as UnreadActivityRecord } from '../activity/service.ts';
import type { MarkRecord } from '../activity/mark-store.ts';
import type { PlanAsOfRecord } from '../domain/decision/plan-as-of.ts';
import type { StrategyAsOfRecord, KeyTaskAsOfRecord } from '../domain/decision/plan-history-resolvers.ts';
import type { PlanDifferenceRecord, PlanEntryDifferenceRecord } from '../domain/decision/plan-difference.ts';
import type { ToldEvent, ResetEvent, EventRecord } from '../activity/event.ts';
import type { GraphQLContext } from '../graphql/context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant, RFC 3339 in UTC, e.g. `2021-02-15T09:00:00.000Z`. */
  DateTime: { input: Date; output: Date; }
  /** Any JSON value. */
  JSON: { input: unknown; output: unknown; }
};

/** All conditions that are given must hold. */
export type ActivityFilter = {
  /** Who acted. */
  readonly actorId?: InputMaybe<Scalars['ID']['input']>;
  /** About this key task. */
  readonly keyTaskId?: InputMaybe<Scalars['ID']['input']>;
  /** Of one of these kinds. */
  readonly kinds?: InputMaybe<ReadonlyArray<EventKind>>;
  /**
   * Who acted, by the name that it had before.
   * @deprecated Use `actorId`, as it is called everywhere else.
   */
  readonly memberId?: InputMaybe<Scalars['ID']['input']>;
  /** About this plan. */
  readonly planId?: InputMaybe<Scalars['ID']['input']>;
  /** About this subcommittee, or a key task that was its own then. */
  readonly subcommitteeId?: InputMaybe<Scalars['ID']['input']>;
};

/** How far a member has looked at the activity log. */
export type ActivityMark = {
  readonly __typename?: 'ActivityMark';
  /** When the viewer looked. */
  readonly at: Scalars['DateTime']['output'];
  /** How far the viewer has looked; what `activity(after:)` goes on from. */
  readonly cursor: Scalars['String']['output'];
};

/**
 * The first thing that a subscription tells whose cursor doesn't lead into the log, as happens when the server's data was
 * restored from a backup: what came behind the cursor isn't known. Load anew what you show; the subscription goes on with what
 * happens from now on. No entry of the log.
 */
export type ActivityReset = Event & {
  readonly __typename?: 'ActivityReset';
  /** Null: nobody did it. */
  readonly actor?: Maybe<Member>;
  /** When it was told. */
  readonly at: Scalars['DateTime']['output'];
  /** Where it goes on; pass it as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** Opaque. */
  readonly id: Scalars['ID']['output'];
  /** Always `ACTIVITY_RESET`. */
  readonly kind: EventKind;
};

/** What `adoptPlan` is to do. */
export type AdoptPlanInput = {
  /** Hash of the plan version that was submitted. */
  readonly planVersionHash: Scalars['String']['input'];
  /** At most 10,000 characters. */
  readonly remarks?: InputMaybe<Scalars['String']['input']>;
  /** The submission that is adopted. */
  readonly submissionId: Scalars['ID']['input'];
};

/** What `assignKeyTask` is to do. */
export type AssignKeyTaskInput = {
  /** The key task. */
  readonly keyTaskId: Scalars['ID']['input'];
  /** The subcommittee that is to own it. */
  readonly subcommitteeId: Scalars['ID']['input'];
};

/** A ballot (표결) on a tabled version. Roster and rule are fixed when it opens. */
export type Ballot = Node & {
  readonly __typename?: 'Ballot';
  /** Who decides. */
  readonly body: Body;
  /** When it was closed; null while it is open. */
  readonly closedAt?: Maybe<Scalars['DateTime']['output']>;
  /** SHA-256 of the text in question, 64 hexadecimal digits. */
  readonly contentHash: Scalars['String']['output'];
  /** What came of it; null while it is open, and when it was closed without a decision. */
  readonly decision?: Maybe<Decision>;
  /** What the members want to discuss, i.e. the positions DISCUSS. */
  readonly discussions: ReadonlyArray<Discussion>;
  /** Opaque and stable; `node(id:)` finds the object again. */
  readonly id: Scalars['ID']['output'];
  /** The key task that was tabled. */
  readonly keyTask: KeyTask;
  /** Whether positions can be taken. */
  readonly open: Scalars['Boolean']['output'];
  /** When the key task was tabled. */
  readonly openedAt: Scalars['DateTime']['output'];
  /** Who tabled it. */
  readonly openedBy?: Maybe<Member>;
  /** What the viewer may do with it now, and why not. */
  readonly permissions: ReadonlyArray<Permission>;
  /** Who has taken which position. In a secret ballot only those of the recused. */
  readonly positions: ReadonlyArray<Position>;
  /** Who was taken off the roster since. */
  readonly removals: ReadonlyArray<RosterRemoval>;
  /** As it was when the ballot opened. */
  readonly roster: ReadonlyArray<Member>;
  /** How it is decided. */
  readonly rule: BallotRule;
  /** The votes of a secret ballot, in the order of their receipts. Null until it is decided, and for an open ballot. */
  readonly secretVotes?: Maybe<ReadonlyArray<SecretVote>>;
  /** Null until a secret ballot is decided. */
  readonly tally?: Maybe<Tally>;
  /** How many take part. */
  readonly turnout: Turnout;
  /** The version that is voted on. */
  readonly version: Version;
  /** Whether the viewer has voted; who is recused has not. */
  readonly viewerHasVoted: Scalars['Boolean']['output'];
  /** Who voted in a secret ballot, in the order of ids. Null until it is decided, and for an open ballot. */
  readonly voters?: Maybe<ReadonlyArray<Member>>;
};

/** A key task was tabled, and the ballot on it opened. */
export type BallotOpened = Event & {
  readonly __typename?: 'BallotOpened';
  /** Who did it; null for the server itself. */
  readonly actor?: Maybe<Member>;
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** The ballot that it is about. */
  readonly ballot?: Maybe<Ballot>;
  /** SHA-256 of the text in question, 64 hexadecimal digits. */
  readonly contentHash: Scalars['String']['output'];
  /** Position in the log; pass it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** Opaque and stable. */
  readonly id: Scalars['ID']['output'];
  /** The key task that it is about. */
  readonly keyTask?: Maybe<KeyTask>;
  /** What kind it is. */
  readonly kind: EventKind;
};

/** What mutations of a ballot return. */
export type BallotPayload = MutationPayload & {
  readonly __typename?: 'BallotPayload';
  /** As it is now; null when nothing was done. */
  readonly ballot?: Maybe<Ballot>;
  /** As it is now; null when nothing was done. */
  readonly keyTask?: Maybe<KeyTask>;
  /** Why nothing was changed; empty when it was. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** How a body decides, as data of the plan. */
export type BallotRule = {
  readonly __typename?: 'BallotRule';
  /** What the majority is a part of. */
  readonly base: MajorityBase;
  /** What a DISCUSS does. */
  readonly discussion: DiscussionEffect;
  /** Part of `base` that APPROVE and NO_OBJECTION together must exceed, from 0 to less than 1: 1 can't be exceeded. */
  readonly majority: Scalars['Float']['output'];
  /** Part of the roster (the recused and the removed not counted) that must have taken a position, 0 to 1. */
  readonly quorum: Scalars['Float']['output'];
  /** Whether votes are stored without names, and shown when the ballot is decided (SPEC.md, DC-12). */
  readonly secret: Scalars['Boolean']['output'];
};

/** What is left out stays as it is; in a new plan it is as usual. */
export type BallotRuleInput = {
  /** Usually FOR_AND_AGAINST. */
  readonly base?: InputMaybe<MajorityBase>;
  /** Usually BLOCKS. */
  readonly discussion?: InputMaybe<DiscussionEffect>;
  /** From 0 to less than 1. */
  readonly majority: Scalars['Float']['input'];
  /** 0 to 1. */
  readonly quorum: Scalars['Float']['input'];
  /** Whether votes are stored without names, and shown when the ballot is decided (SPEC.md, DC-12). */
  readonly secret?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Who wrote what of the text that a draft has at one position of its update log. */
export type Blame = {
  readonly __typename?: 'Blame';
  /** Blocks that have text, in the order of the text. To read all pages of a draft that is being edited, ask for the first page's `sequence`. */
  readonly blocks: BlamedBlockConnection;
  /** Structured fields, each with who last set it or something in it. */
  readonly fields: ReadonlyArray<BlamedField>;
  /** Position in the update log. */
  readonly sequence: Scalars['Int']['output'];
  /** How much is whose; the largest share first. */
  readonly shares: ReadonlyArray<BlameShare>;
};


/** Who wrote what of the text that a draft has at one position of its update log. */
export type BlameBlocksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Who wrote what of the text that a draft has at one position of its update log. */
export type BlameSharesArgs = {
  by?: BlameGrouping;
};

/** What shares are counted by. */
export type BlameGrouping =
  /** By who wrote it. */
  | 'MEMBER'
  /** As it was when each wrote. */
  | 'ORGANISATION'
  /** As it is now. */
  | 'SECTOR';

/** Neighbouring characters that one member wrote in one minute. */
export type BlameRun = {
  readonly __typename?: 'BlameRun';
  /** The minute in which it was written: its beginning. */
  readonly at: Scalars['DateTime']['output'];
  /** Who wrote it. */
  readonly member?: Maybe<Member>;
  /** The member's organisation when it was written. */
  readonly organisation: Scalars['String']['output'];
  /** The member's sector now. */
  readonly sector?: Maybe<Sector>;
  /** The characters. */
  readonly text: Scalars['String']['output'];
};

/** What a member, an organisation or a sector did; of the three only the one that was asked for is set. */
export type BlameShare = {
  readonly __typename?: 'BlameShare';
  /** Characters (Unicode code points) of the text that are theirs. */
  readonly characters: Scalars['Int']['output'];
  /** Operations that they deleted: a UTF-16 unit of text, an element, an attribute, a mark or a value each. */
  readonly deletions: Scalars['Int']['output'];
  /** The member, by member. */
  readonly member?: Maybe<Member>;
  /** The organisation, by organisation. */
  readonly organisation?: Maybe<Scalars['String']['output']>;
  /** The sector, by sector. */
  readonly sector?: Maybe<Sector>;
};

/** A block of a text, with who wrote what of it. */
export type BlamedBlock = {
  readonly __typename?: 'BlamedBlock';
  /** The block's id, when it has one. */
  readonly blockId?: Maybe<Scalars['String']['output']>;
  /** Name of the node, e.g. `paragraph`. */
  readonly blockType: Scalars['String']['output'];
  /** Whether this goes on with the text of the entry before: a block with more than 200 runs takes several entries. */
  readonly continued: Scalars['Boolean']['output'];
  /** At most 200. */
  readonly runs: ReadonlyArray<BlameRun>;
};

/** A page of a list of blamed blocks. */
export type BlamedBlockConnection = {
  readonly __typename?: 'BlamedBlockConnection';
  /** The entries of this page, each with its cursor. */
  readonly edges: ReadonlyArray<BlamedBlockEdge>;
  /** The entries of this page, without their cursors. */
  readonly nodes: ReadonlyArray<BlamedBlock>;
  /** Where the page ends, and whether there is another. */
  readonly pageInfo: PageInfo;
};

/** An entry of a list of blamed blocks. */
export type BlamedBlockEdge = {
  readonly __typename?: 'BlamedBlockEdge';
  /** Where it stands in the list; pass it as `after` to go on behind it. */
  readonly cursor: Scalars['String']['output'];
  /** The entry. */
  readonly node: BlamedBlock;
};

/** A structured field, with who set it. */
export type BlamedField = {
  readonly __typename?: 'BlamedField';
  /** The minute in which it was set: its beginning. */
  readonly at: Scalars['DateTime']['output'];
  /** Name of the structured field. */
  readonly key: Scalars['String']['output'];
  /** Who set it. */
  readonly member?: Maybe<Member>;
  /** The member's organisation when it was set. */
  readonly organisation: Scalars['String']['output'];
  /** The member's sector now. */
  readonly sector?: Maybe<Sector>;
};

/** A block that changed. */
export type BlockChange = {
  readonly __typename?: 'BlockChange';
  /** The block's id, when it has one. */
  readonly blockId?: Maybe<Scalars['String']['output']>;
  /** Name of the node, e.g. `paragraph`. */
  readonly blockType: Scalars['String']['output'];
  /** Characters (Unicode code points) that were deleted. */
  readonly charactersDeleted: Scalars['Int']['output'];
  /** Characters (Unicode code points) that were inserted. */
  readonly charactersInserted: Scalars['Int']['output'];
  /** Some of its text, at most 120 characters. */
  readonly excerpt: Scalars['String']['output'];
  /** What became of it. */
  readonly kind: BlockChangeKind;
};

/** What became of a block. */
export type BlockChangeKind =
  /** It was added. */
  | 'ADDED'
  /** It has another text. */
  | 'CHANGED'
  /** It was removed. */
  | 'REMOVED';

/** A block in one text or both. */
export type BlockDifference = {
  readonly __typename?: 'BlockDifference';
  /** The block's id, when it has one. */
  readonly blockId?: Maybe<Scalars['String']['output']>;
  /** What became of it. */
  readonly kind: BlockDifferenceKind;
  /** Of the blocks that both texts have it stands in another order; a changed one may have moved as well. */
  readonly moved: Scalars['Boolean']['output'];
  /** Its text in both, word by word, what was deleted before what was inserted in its place. */
  readonly parts: ReadonlyArray<TextPart>;
  /** Null when it was removed. */
  readonly typeAfter?: Maybe<Scalars['String']['output']>;
  /** Name of the node, e.g. `paragraph`; null when it was added. */
  readonly typeBefore?: Maybe<Scalars['String']['output']>;
};

/** A page of a list of block differences. */
export type BlockDifferenceConnection = {
  readonly __typename?: 'BlockDifferenceConnection';
  /** The entries of this page, each with its cursor. */
  readonly edges: ReadonlyArray<BlockDifferenceEdge>;
  /** The entries of this page, without their cursors. */
  readonly nodes: ReadonlyArray<BlockDifference>;
  /** Where the page ends, and whether there is another. */
  readonly pageInfo: PageInfo;
};

/** An entry of a list of block differences. */
export type BlockDifferenceEdge = {
  readonly __typename?: 'BlockDifferenceEdge';
  /** Where it stands in the list; pass it as `after` to go on behind it. */
  readonly cursor: Scalars['String']['output'];
  /** The entry. */
  readonly node: BlockDifference;
};

/** What became of a block from the earlier text to the later. */
export type BlockDifferenceKind =
  /** It is in the later text only. */
  | 'ADDED'
  /** Its text, its kind or how it is set. */
  | 'CHANGED'
  /** The same at another place. */
  | 'MOVED'
  /** It is in the earlier text only. */
  | 'REMOVED'
  /** The same at the same place. */
  | 'UNCHANGED';

/** A remark on one block of the version. */
export type BlockRemark = {
  readonly __typename?: 'BlockRemark';
  /** The block's id. */
  readonly blockId: Scalars['String']['output'];
  /** The beginning of the block's text, at most 120 characters. */
  readonly excerpt: Scalars['String']['output'];
  /** The remark. */
  readonly text: Scalars['String']['output'];
};

/** A remark on one block of the version. */
export type BlockRemarkInput = {
  /** Of a block of the version's text. */
  readonly blockId: Scalars['String']['input'];
  /** At most 2,000 characters. */
  readonly text: Scalars['String']['input'];
};

/** Who decides. */
export type Body =
  /** All who have a seat, and the chair. */
  | 'TASK_FORCE';

/** What `castPosition` is to do. */
export type CastPositionInput = {
  /** The ballot. */
  readonly ballotId: Scalars['ID']['input'];
  /** Hash of the version voted on. */
  readonly contentHash: Scalars['String']['input'];
  /** Required with DISCUSS; at most 2,000 characters. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /** 32 random bytes as 64 lower-case hexadecimal digits; needed for a secret vote, refused in an open ballot. */
  readonly ticket?: InputMaybe<Scalars['String']['input']>;
  /** The position. */
  readonly value: PositionValue;
};

/** What `changePassword` is to do. */
export type ChangePasswordInput = {
  /** The password that the viewer signs in with now. */
  readonly currentPassword: Scalars['String']['input'];
  /** 12 to 200 characters. */
  readonly newPassword: Scalars['String']['input'];
};

/** What `changePassword` returns. */
export type ChangePasswordPayload = MutationPayload & {
  readonly __typename?: 'ChangePasswordPayload';
  /** Why nothing was changed; empty when it was. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** What `closeBallot` is to do. */
export type CloseBallotInput = {
  /** The ballot. */
  readonly ballotId: Scalars['ID']['input'];
  /** Hash of the version voted on. */
  readonly contentHash: Scalars['String']['input'];
};

/** Two places in texts of a plan that contradict each other, or say the same twice. */
export type Conflict = {
  readonly __typename?: 'Conflict';
  /** Whether the plan, as it is now, admits no such conflict. */
  readonly blocking: Scalars['Boolean']['output'];
  /** What contradicts what, for a person, in English. */
  readonly message: Scalars['String']['output'];
  /** The two places. */
  readonly places: ReadonlyArray<ConflictPlace>;
  /** What they contradict each other in. */
  readonly rule: ConflictRule;
};

/** One of the two places of a conflict. */
export type ConflictPlace = {
  readonly __typename?: 'ConflictPlace';
  /** The block; null in a structured field, and for a block without an id. */
  readonly blockId?: Maybe<Scalars['String']['output']>;
  /** What stands there, at most 120 characters. */
  readonly excerpt: Scalars['String']['output'];
  /** The structured field; null in the text. */
  readonly field?: Maybe<Scalars['String']['output']>;
  /** The key task whose text it is. */
  readonly keyTask?: Maybe<KeyTask>;
  /** The text that it stands in. */
  readonly version: Version;
};

/** What texts of a plan may contradict each other in, or say twice (SPEC.md, CA). */
export type ConflictRule =
  /** Sentences that stand in two texts. */
  | 'DUPLICATE_PASSAGE'
  /** An indicator of two tasks with different budgets for the same year. */
  | 'INDICATOR_BUDGET'
  /** An indicator of two tasks with different lead ministries. */
  | 'INDICATOR_LEAD_MINISTRY'
  /** An indicator that has other numbers for the same year. */
  | 'INDICATOR_VALUE'
  /** An indicator that reaches the same in another year. */
  | 'INDICATOR_YEAR'
  /** A step that begins or ends at another time. */
  | 'SCHEDULE'
  /** A term that is defined twice. */
  | 'TERM_DEFINED_TWICE';

/** What keeps a text from being cut into a version. */
export type ContentProblem = {
  readonly __typename?: 'ContentProblem';
  /** The block's id, when it has one. */
  readonly blockId?: Maybe<Scalars['String']['output']>;
  /** Stable name of the kind of problem. */
  readonly code: Scalars['String']['output'];
  /** What is wrong, for a person, in English. */
  readonly message: Scalars['String']['output'];
  /** Path from the document's root, e.g. `content/3/0`. */
  readonly path: Scalars['String']['output'];
};

/** What `createKeyTask` is to do. */
export type CreateKeyTaskInput = {
  /** The title in English, when given. */
  readonly englishTitle?: InputMaybe<Scalars['String']['input']>;
  /** The plan. */
  readonly planId: Scalars['ID']['input'];
  /** A task of the same plan that goes on, and gives a part of its subject to the new one. */
  readonly splitFromId?: InputMaybe<Scalars['ID']['input']>;
  /** The strategy that it stands under; none when left out. */
  readonly strategyId?: InputMaybe<Scalars['ID']['input']>;
  /** The subcommittee that owns it. */
  readonly subcommitteeId: Scalars['ID']['input'];
  /** 1 to 300 characters. */
  readonly title: Scalars['String']['input'];
};

/** What `createMember` is to do. */
export type CreateMemberInput = {
  /** Name as it is shown. */
  readonly displayName: Scalars['String']['input'];
  /** Address that the member signs in with. */
  readonly email: Scalars['String']['input'];
  /** The name in Latin letters. */
  readonly latinName?: InputMaybe<Scalars['String']['input']>;
  /** The organisation that the member is of. */
  readonly organisation: Scalars['String']['input'];
  /** 12 to 200 characters. Without it the member can sign in through the OIDC provider only. */
  readonly password?: InputMaybe<Scalars['String']['input']>;
  /** Roles for the whole task force. */
  readonly roles?: ReadonlyArray<Role>;
  /** The sector that the member is of. */
  readonly sector: Sector;
};

/** What `createPlan` is to do. */
export type CreatePlanInput = {
  /** Half of the roster and more than half of those who take a side when left out: `{quorum: 0.5, majority: 0.5}`. */
  readonly ballotRule?: InputMaybe<BallotRuleInput>;
  /** The title in English, when given. */
  readonly englishTitle?: InputMaybe<Scalars['String']['input']>;
  /** `1.`, and `1-1.` below it, when left out. */
  readonly numbering?: InputMaybe<ReadonlyArray<NumberingLevelInput>>;
  /** Last year that the plan covers. */
  readonly periodEnd: Scalars['Int']['input'];
  /** First year that the plan covers. */
  readonly periodStart: Scalars['Int']['input'];
  /** The plan before this one. */
  readonly predecessorId?: InputMaybe<Scalars['ID']['input']>;
  /** The title. */
  readonly title: Scalars['String']['input'];
  /** The vision that the strategies serve. */
  readonly vision?: InputMaybe<Scalars['String']['input']>;
};

/** What `createStrategy` is to do. */
export type CreateStrategyInput = {
  /** The title in English, when given. */
  readonly englishTitle?: InputMaybe<Scalars['String']['input']>;
  /** The plan. */
  readonly planId: Scalars['ID']['input'];
  /** The title. */
  readonly title: Scalars['String']['input'];
};

/** What `createSubcommittee` is to do. */
export type CreateSubcommitteeInput = {
  /** The name in English. */
  readonly englishName?: InputMaybe<Scalars['String']['input']>;
  /** The name. */
  readonly name: Scalars['String']['input'];
  /** Short, stable, lower case, e.g. `public-cloud`. */
  readonly slug: Scalars['String']['input'];
};

/** What `createWebhook` is to do. */
export type CreateWebhookInput = {
  /** True when left out. */
  readonly active?: InputMaybe<Scalars['Boolean']['input']>;
  /** Cursor in the activity log behind which it starts; only what happens from now on when left out. */
  readonly after?: InputMaybe<Scalars['String']['input']>;
  /** Events of all kinds about everything when left out. */
  readonly filter?: InputMaybe<ActivityFilter>;
  /** https, at a public address; elsewhere only where `WEBHOOK_PRIVATE_ADDRESSES` is on. */
  readonly url: Scalars['String']['input'];
};

/** What `deactivateMember` is to do. */
export type DeactivateMemberInput = {
  /** The member. */
  readonly memberId: Scalars['ID']['input'];
};

/** A closed ballot (의결) with roster, quorum, positions and hash. */
export type Decision = Node & {
  readonly __typename?: 'Decision';
  /** The ballot that was closed. */
  readonly ballot: Ballot;
  /** Who closed it. */
  readonly closedBy?: Maybe<Member>;
  /** SHA-256 of the text in question, 64 hexadecimal digits. */
  readonly contentHash: Scalars['String']['output'];
  /** When it was closed. */
  readonly decidedAt: Scalars['DateTime']['output'];
  /** SHA-256 over the decision's canonical form (SPEC.md, DC). */
  readonly hash: Scalars['String']['output'];
  /** Opaque and stable; `node(id:)` finds the object again. */
  readonly id: Scalars['ID']['output'];
  /** The key task that it is about. */
  readonly keyTask: KeyTask;
  /** What was decided. */
  readonly outcome: DecisionOutcome;
  /** The plan version that a confirming decision appended. */
  readonly planVersion?: Maybe<PlanVersion>;
  /** How the votes stood. */
  readonly tally: Tally;
  /** The version that was voted on. */
  readonly version: Version;
};

/** A page of a list of decisions. */
export type DecisionConnection = {
  readonly __typename?: 'DecisionConnection';
  /** The entries of this page, each with its cursor. */
  readonly edges: ReadonlyArray<DecisionEdge>;
  /** The entries of this page, without their cursors. */
  readonly nodes: ReadonlyArray<Decision>;
  /** Where the page ends, and whether there is another. */
  readonly pageInfo: PageInfo;
};

/** An entry of a list of decisions. */
export type DecisionEdge = {
  readonly __typename?: 'DecisionEdge';
  /** Where it stands in the list; pass it as `after` to go on behind it. */
  readonly cursor: Scalars['String']['output'];
  /** The entry. */
  readonly node: Decision;
};

/** A ballot was closed, and decided. */
export type DecisionMade = Event & {
  readonly __typename?: 'DecisionMade';
  /** Who did it; null for the server itself. */
  readonly actor?: Maybe<Member>;
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** SHA-256 of the text in question, 64 hexadecimal digits. */
  readonly contentHash: Scalars['String']['output'];
  /** Position in the log; pass it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** The decision that it is about. */
  readonly decision?: Maybe<Decision>;
  /** Opaque and stable. */
  readonly id: Scalars['ID']['output'];
  /** The key task that it is about. */
  readonly keyTask?: Maybe<KeyTask>;
  /** What kind it is. */
  readonly kind: EventKind;
  /** What was decided. */
  readonly outcome: DecisionOutcome;
};

/** What a ballot decides. */
export type DecisionOutcome =
  /** The version is sealed into the plan. */
  | 'CONFIRMED'
  /** The key task is drafted again. */
  | 'RETURNED';

/** What mutations of a decision return. */
export type DecisionPayload = MutationPayload & {
  readonly __typename?: 'DecisionPayload';
  /** What was decided. */
  readonly decision?: Maybe<Decision>;
  /** As it is now; null when nothing was done. */
  readonly keyTask?: Maybe<KeyTask>;
  /** The plan version that was appended, when it was confirmed. */
  readonly planVersion?: Maybe<PlanVersion>;
  /** Why nothing was changed; empty when it was. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** What `deleteWebhook` is to do. */
export type DeleteWebhookInput = {
  /** Of the webhook that is removed. */
  readonly webhookId: Scalars['ID']['input'];
};

/** What `deleteWebhook` returns. */
export type DeleteWebhookPayload = MutationPayload & {
  readonly __typename?: 'DeleteWebhookPayload';
  /** Id of the webhook that was removed; null when nothing was done. */
  readonly deletedId?: Maybe<Scalars['ID']['output']>;
  /** Why nothing was changed; empty when it was. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** How often a member gets a digest by mail of what others did (SPEC.md, DG). */
export type DigestFrequency =
  /** Once a day, when there is something new. */
  | 'DAILY'
  /** None is sent. */
  | 'NEVER'
  /** Once a week, when there is something new. */
  | 'WEEKLY';

/** One member's DISCUSS. */
export type Discussion = {
  readonly __typename?: 'Discussion';
  /** Names this reason of this member: another reason is another discussion. */
  readonly id: Scalars['ID']['output'];
  /** Null in a secret ballot. */
  readonly member?: Maybe<Member>;
  /** Set when the chair has overruled it. */
  readonly overruled?: Maybe<Overruling>;
  /** What is to be discussed. */
  readonly reason: Scalars['String']['output'];
};

/** What a DISCUSS does that nobody has overruled. */
export type DiscussionEffect =
  /** Nothing is confirmed until it is withdrawn, or overruled by the chair; then it counts against. */
  | 'BLOCKS'
  /** It counts against, like one that was overruled. */
  | 'COUNTS_AGAINST';

/** The chair overruled what somebody wants to discuss. */
export type DiscussionOverruled = Event & {
  readonly __typename?: 'DiscussionOverruled';
  /** Who did it; null for the server itself. */
  readonly actor?: Maybe<Member>;
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** The ballot that it is about. */
  readonly ballot?: Maybe<Ballot>;
  /** Position in the log; pass it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** What the member wants to discuss. */
  readonly discussion: Scalars['String']['output'];
  /** Opaque and stable. */
  readonly id: Scalars['ID']['output'];
  /** The key task that it is about. */
  readonly keyTask?: Maybe<KeyTask>;
  /** What kind it is. */
  readonly kind: EventKind;
  /** Whose discussion it was (null in a secret ballot), and what it said. */
  readonly member?: Maybe<Member>;
  /** Why it was overruled. */
  readonly reason: Scalars['String']['output'];
  /** As it was from then on; null when the ballot is secret. */
  readonly tally?: Maybe<Tally>;
  /** As it was from then on. */
  readonly turnout: Turnout;
};

/** The live, co-edited text of a key task (초안): one Yjs document. */
export type Draft = Node & {
  readonly __typename?: 'Draft';
  /** Everybody who wrote in it, as the server recorded it. */
  readonly authors: ReadonlyArray<Member>;
  /**
   * Who wrote what of the text, as the server recorded it: now, or when the update log had `sequence` entries
   * (0 to the draft's `sequence`).
   */
  readonly blame: Blame;
  /** Where an editor connects, relative to the server's address; a y-websocket room. Add `?token=` with an access token. */
  readonly collaborationPath: Scalars['String']['output'];
  /** Live content as ProseMirror JSON. */
  readonly content: Scalars['JSON']['output'];
  /** What keeps the live content from being cut into a version. Empty when nothing does. */
  readonly contentProblems: ReadonlyArray<ContentProblem>;
  /**
   * What makes the text of one moment out of that of another: `to` is now when it is left out. A version stands with its own
   * title, a moment of the draft under the title that the key task has now.
   */
  readonly difference?: Maybe<TextDifference>;
  /** Whether the viewer may edit it now. */
  readonly editable: Scalars['Boolean']['output'];
  /** Live structured fields: goal, indicators, leadMinistry, schedule, budget. */
  readonly fields: Scalars['JSON']['output'];
  /** Whether nobody may edit it now. */
  readonly frozen: Scalars['Boolean']['output'];
  /** Why it is frozen. */
  readonly frozenReason?: Maybe<Scalars['String']['output']>;
  /** Hash of the update log's last entry, 64 hexadecimal digits. */
  readonly headHash: Scalars['String']['output'];
  /** Opaque and stable; `node(id:)` finds the object again. */
  readonly id: Scalars['ID']['output'];
  /** The key task whose text it is. */
  readonly keyTask: KeyTask;
  /** Live content as Markdown (GitHub flavour). */
  readonly markdown: Scalars['String']['output'];
  /**
   * What happened to the draft, newest first: stretches of editing, restorings and imports, versions, submissions and other
   * turns of its key task, decisions. Pages may have fewer entries than were asked for, with more behind them.
   */
  readonly moments: MomentConnection;
  /** Live content as plain text. */
  readonly plainText: Scalars['String']['output'];
  /** Who has it open now. */
  readonly presence: ReadonlyArray<Presence>;
  /** Members who recused themselves on a ballot on the task, and so don't edit its draft nor vote on it. */
  readonly recused: ReadonlyArray<Member>;
  /**
   * The draft as it was when its update log had `sequence` entries (0 to the draft's `sequence`), or at a moment: after the
   * last entry at or before `at`. One of the two; the draft as it is now without either.
   */
  readonly revision: Revision;
  /** Position in the update log: how many updates are stored. */
  readonly sequence: Scalars['Int']['output'];
  /** When something was last written; null before. */
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
};


/** The live, co-edited text of a key task (초안): one Yjs document. */
export type DraftBlameArgs = {
  sequence?: InputMaybe<Scalars['Int']['input']>;
};


/** The live, co-edited text of a key task (초안): one Yjs document. */
export type DraftDifferenceArgs = {
  from: MomentInput;
  to?: InputMaybe<MomentInput>;
};


/** The live, co-edited text of a key task (초안): one Yjs document. */
export type DraftMomentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** The live, co-edited text of a key task (초안): one Yjs document. */
export type DraftRevisionArgs = {
  at?: InputMaybe<Scalars['DateTime']['input']>;
  sequence?: InputMaybe<Scalars['Int']['input']>;
};

/** What one member changed in a draft over a short window. */
export type DraftChanged = Event & {
  readonly __typename?: 'DraftChanged';
  /** Who did it; null for the server itself. */
  readonly actor?: Maybe<Member>;
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** Blocks that changed. */
  readonly blocks: ReadonlyArray<BlockChange>;
  /** Characters (Unicode code points) that were deleted. */
  readonly charactersDeleted: Scalars['Int']['output'];
  /** Characters (Unicode code points) that were inserted. */
  readonly charactersInserted: Scalars['Int']['output'];
  /** Position in the log; pass it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** The draft that it is about. */
  readonly draft?: Maybe<Draft>;
  /** Some of the inserted text, at most 120 characters. */
  readonly excerpt: Scalars['String']['output'];
  /** Structured fields that changed. */
  readonly fields: ReadonlyArray<FieldChange>;
  /** Update log positions that the event covers, first and last. */
  readonly fromSequence: Scalars['Int']['output'];
  /** Opaque and stable. */
  readonly id: Scalars['ID']['output'];
  /** The key task that it is about. */
  readonly keyTask?: Maybe<KeyTask>;
  /** What kind it is. */
  readonly kind: EventKind;
  /** The last of them. */
  readonly toSequence: Scalars['Int']['output'];
};

/** What mutations of a draft return. */
export type DraftPayload = MutationPayload & {
  readonly __typename?: 'DraftPayload';
  /** As it is now; null when nothing was done. */
  readonly draft?: Maybe<Draft>;
  /** Why nothing was changed; empty when it was. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** What the server does to a draft for a member. */
export type DraftRewriting =
  /** Markdown was read into it. */
  | 'IMPORTED'
  /** Made what it was at an earlier position of its log. */
  | 'RESTORED';

/** A change that the server made to a draft for a member. What it changed is in `DraftChanged` as well. */
export type DraftRewritten = Event & {
  readonly __typename?: 'DraftRewritten';
  /** Who did it; null for the server itself. */
  readonly actor?: Maybe<Member>;
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** What the server did. */
  readonly change: DraftRewriting;
  /** Position in the log; pass it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** The draft that it is about. */
  readonly draft?: Maybe<Draft>;
  /** Opaque and stable. */
  readonly id: Scalars['ID']['output'];
  /** The key task that it is about. */
  readonly keyTask?: Maybe<KeyTask>;
  /** What kind it is. */
  readonly kind: EventKind;
  /** The position that was restored; null for an import. */
  readonly restoredSequence?: Maybe<Scalars['Int']['output']>;
  /** A position of the update log that has the change. */
  readonly sequence: Scalars['Int']['output'];
};

/** One entry of the append-only activity log. */
export type Event = {
  /** Who did it; null for the server itself. */
  readonly actor?: Maybe<Member>;
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** Position in the log; pass it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** Opaque and stable. */
  readonly id: Scalars['ID']['output'];
  /** Which event it is; the type of its name in PascalCase. */
  readonly kind: EventKind;
};

/** A page of a list of events. */
export type EventConnection = {
  readonly __typename?: 'EventConnection';
  /** The entries of this page, each with its cursor. */
  readonly edges: ReadonlyArray<EventEdge>;
  /** The entries of this page, without their cursors. */
  readonly nodes: ReadonlyArray<Event>;
  /** Where the page ends, and whether there is another. */
  readonly pageInfo: PageInfo;
};

/** An entry of a list of events. */
export type EventEdge = {
  readonly __typename?: 'EventEdge';
  /** Where it stands in the list; pass it as `after` to go on behind it. */
  readonly cursor: Scalars['String']['output'];
  /** The entry. */
  readonly node: Event;
};

/** Kinds of events; the type of an event is its kind in PascalCase. */
export type EventKind =
  /** The cursor that a subscription was given doesn't lead into the log. Told whatever `kinds` of a filter names. */
  | 'ACTIVITY_RESET'
  /** A key task was tabled. */
  | 'BALLOT_OPENED'
  /** A ballot was decided. */
  | 'DECISION_MADE'
  /** The chair overruled a discussion. */
  | 'DISCUSSION_OVERRULED'
  /** A member wrote in a draft. */
  | 'DRAFT_CHANGED'
  /** The server changed a draft for a member. */
  | 'DRAFT_REWRITTEN'
  /** A key task was created, renamed, moved or given to another subcommittee. */
  | 'KEY_TASK_CHANGED'
  /** A key task took a turn of its life. */
  | 'KEY_TASK_STATE_CHANGED'
  /** An account, a role or a seat changed. */
  | 'MEMBERSHIP_CHANGED'
  /** A plan was made or changed. */
  | 'PLAN_CHANGED'
  /** A plan version came before the Strategy Committee, or something became of it there. */
  | 'PLAN_SUBMISSION_CHANGED'
  /** A plan version was appended. */
  | 'PLAN_VERSION_PUBLISHED'
  /** A member took a position. */
  | 'POSITION_CAST'
  /** A member takes part again. */
  | 'RECUSAL_LIFTED'
  /** A review was asked for, given or made void. */
  | 'REVIEW_CHANGED'
  /** A member was taken off a roster. */
  | 'ROSTER_CHANGED'
  /** A plan's strategy changed. */
  | 'STRATEGY_CHANGED'
  /** A version was named. */
  | 'VERSION_NAMED';

/** A structured field in one text or both. */
export type FieldChange = {
  readonly __typename?: 'FieldChange';
  /** Its value after; null when there is none. */
  readonly after?: Maybe<Scalars['JSON']['output']>;
  /** Its value before; null when there was none. */
  readonly before?: Maybe<Scalars['JSON']['output']>;
  /** Name of the structured field. */
  readonly key: Scalars['String']['output'];
};

/** What `importMarkdown` is to do. */
export type ImportMarkdownInput = {
  /** The draft. */
  readonly draftId: Scalars['ID']['input'];
  /** At most 200,000 characters. */
  readonly markdown: Scalars['String']['input'];
  /** Where the text goes. */
  readonly mode?: ImportMode;
};

/** Where imported text goes. */
export type ImportMode =
  /** Behind the text that is there. */
  | 'APPEND'
  /** In place of the text that is there. Blocks that are the same stay, with their ids. */
  | 'REPLACE';

/** What `invalidateReview` is to do. */
export type InvalidateReviewInput = {
  /** Why; at most 2,000 characters. */
  readonly reason: Scalars['String']['input'];
  /** The review. */
  readonly reviewId: Scalars['ID']['input'];
};

/** A key task (추진과제): owned by a subcommittee, placed under a strategy. */
export type KeyTask = Node & {
  readonly __typename?: 'KeyTask';
  /** True while a task that is sealed in the plan is being drafted anew. */
  readonly amendment: Scalars['Boolean']['output'];
  /** The open ballot, when there is one. For members. */
  readonly ballot?: Maybe<Ballot>;
  /**
   * Conflicts of the text on its way into the plan, otherwise of the one that the plan holds, with those of other tasks; at
   * most 500. For members.
   */
  readonly conflicts: ReadonlyArray<Conflict>;
  /** When it was made. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Who made it. */
  readonly createdBy?: Maybe<Member>;
  /** The version under review, approved or tabled. */
  readonly currentVersion?: Maybe<Version>;
  /** Newest first. For members. */
  readonly decisions: DecisionConnection;
  /** The live text. For members only. */
  readonly draft?: Maybe<Draft>;
  /** For anybody but members only while the task is confirmed. */
  readonly englishTitle?: Maybe<Scalars['String']['output']>;
  /** Opaque and stable; `node(id:)` finds the object again. */
  readonly id: Scalars['ID']['output'];
  /** Tasks that were merged into this one, directly or by way of another one. */
  readonly mergedFrom: ReadonlyArray<KeyTask>;
  /** The task that this one was merged into. */
  readonly mergedInto?: Maybe<KeyTask>;
  /** What the viewer may do with it now, and why not. */
  readonly permissions: ReadonlyArray<Permission>;
  /** The plan that it is a part of. */
  readonly plan: Plan;
  /** Place under its strategy, from 0. */
  readonly position: Scalars['Int']['output'];
  /** Newest first. For members. */
  readonly reviews: ReviewConnection;
  /** The version that the plan holds. Readable by anybody. */
  readonly sealedVersion?: Maybe<Version>;
  /** The task that this one was split off from. */
  readonly splitFrom?: Maybe<KeyTask>;
  /** Tasks that were split off from this one. */
  readonly splitInto: ReadonlyArray<KeyTask>;
  /** Where it stands on its way into the plan. */
  readonly state: KeyTaskState;
  /** Null while it has no place in the tree. */
  readonly strategy?: Maybe<Strategy>;
  /** The subcommittee that owns it. */
  readonly subcommittee: Subcommittee;
  /** For members the title as it is now; for anybody else that of the sealed version. */
  readonly title: Scalars['String']['output'];
  /** When state, title, place or owner last changed. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Newest first. Members see all of them, anybody those that a decision sealed. */
  readonly versions: VersionConnection;
};


/** A key task (추진과제): owned by a subcommittee, placed under a strategy. */
export type KeyTaskDecisionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A key task (추진과제): owned by a subcommittee, placed under a strategy. */
export type KeyTaskReviewsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A key task (추진과제): owned by a subcommittee, placed under a strategy. */
export type KeyTaskVersionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A key task as it was at a moment. */
export type KeyTaskAsOf = {
  readonly __typename?: 'KeyTaskAsOf';
  /** Its live text then. */
  readonly draft?: Maybe<Revision>;
  /** The key task as it is now. */
  readonly keyTask: KeyTask;
  /** The version of it in the plan version in force. */
  readonly sealedVersion?: Maybe<Version>;
  /** Its state then. */
  readonly state: KeyTaskState;
  /** Null when it had none, or when it was removed since. */
  readonly strategy?: Maybe<Strategy>;
  /** Its title then. */
  readonly title: Scalars['String']['output'];
};

/** A task was created, renamed, moved or given to another subcommittee. */
export type KeyTaskChanged = Event & {
  readonly __typename?: 'KeyTaskChanged';
  /** Who did it; null for the server itself. */
  readonly actor?: Maybe<Member>;
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** `CREATED`, `RENAMED`, `MOVED` or `ASSIGNED`. */
  readonly change: Scalars['String']['output'];
  /** Position in the log; pass it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** Opaque and stable. */
  readonly id: Scalars['ID']['output'];
  /** The key task that it is about. */
  readonly keyTask?: Maybe<KeyTask>;
  /** What kind it is. */
  readonly kind: EventKind;
  /** The title from then on. */
  readonly title: Scalars['String']['output'];
};

/** A page of a list of key tasks. */
export type KeyTaskConnection = {
  readonly __typename?: 'KeyTaskConnection';
  /** The entries of this page, each with its cursor. */
  readonly edges: ReadonlyArray<KeyTaskEdge>;
  /** The entries of this page, without their cursors. */
  readonly nodes: ReadonlyArray<KeyTask>;
  /** Where the page ends, and whether there is another. */
  readonly pageInfo: PageInfo;
};

/** An entry of a list of key tasks. */
export type KeyTaskEdge = {
  readonly __typename?: 'KeyTaskEdge';
  /** Where it stands in the list; pass it as `after` to go on behind it. */
  readonly cursor: Scalars['String']['output'];
  /** The entry. */
  readonly node: KeyTask;
};

/** All conditions that are given must hold. */
export type KeyTaskFilter = {
  /** Tasks of the viewer's subcommittees. */
  readonly mine?: InputMaybe<Scalars['Boolean']['input']>;
  /** Of this plan. */
  readonly planId?: InputMaybe<Scalars['ID']['input']>;
  /** In one of these states. */
  readonly states?: InputMaybe<ReadonlyArray<KeyTaskState>>;
  /** Under this strategy. */
  readonly strategyId?: InputMaybe<Scalars['ID']['input']>;
  /** Owned by this subcommittee. */
  readonly subcommitteeId?: InputMaybe<Scalars['ID']['input']>;
  /** Tasks in review that the viewer may and is asked to review: assigned to the viewer, or to nobody in particular. */
  readonly waitingForMyReview?: InputMaybe<Scalars['Boolean']['input']>;
};

/** What mutations of a key task return. */
export type KeyTaskPayload = MutationPayload & {
  readonly __typename?: 'KeyTaskPayload';
  /** As it is now; null when nothing was done. */
  readonly keyTask?: Maybe<KeyTask>;
  /** Why nothing was changed; empty when it was. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Where a key task stands on its way into the plan (SPEC.md, KT). */
export type KeyTaskState =
  /** The version was approved, and can be tabled. */
  | 'APPROVED'
  /** The version is sealed into the plan. */
  | 'CONFIRMED'
  /** Its draft is written. */
  | 'DRAFTING'
  /** A version was submitted; the draft is frozen. */
  | 'IN_REVIEW'
  /** Another key task goes on in its place. */
  | 'MERGED'
  /** A ballot on the version is open. */
  | 'TABLED'
  /** It was given up. */
  | 'WITHDRAWN';

/** A key task took a turn of its life. */
export type KeyTaskStateChanged = Event & {
  readonly __typename?: 'KeyTaskStateChanged';
  /** Who did it; null for the server itself. */
  readonly actor?: Maybe<Member>;
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** Position in the log; pass it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** Null when the task was created. */
  readonly from?: Maybe<KeyTaskState>;
  /** Opaque and stable. */
  readonly id: Scalars['ID']['output'];
  /** The key task that it is about. */
  readonly keyTask?: Maybe<KeyTask>;
  /** What kind it is. */
  readonly kind: EventKind;
  /** Why, where a reason was given. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** The state from then on. */
  readonly to: KeyTaskState;
};

/** What `liftRecusal` is to do. */
export type LiftRecusalInput = {
  /** The key task. */
  readonly keyTaskId: Scalars['ID']['input'];
  /** Who is to take part again. */
  readonly memberId: Scalars['ID']['input'];
  /** Why; at most 2,000 characters. */
  readonly reason: Scalars['String']['input'];
};

/** What the majority is a part of. The recused belong to none of them. */
export type MajorityBase =
  /** Those who took a side: APPROVE, NO_OBJECTION and DISCUSS. */
  | 'FOR_AND_AGAINST'
  /** Those and ABSTAIN, so that an abstention counts against. */
  | 'PRESENT'
  /** All of the roster but the removed, so that silence counts against. */
  | 'ROSTER';

/** What `markActivityRead` is to do. */
export type MarkActivityReadInput = {
  /** Of an event, or of a page of `activity`. */
  readonly cursor: Scalars['String']['input'];
};

/** What `markActivityRead` returns. */
export type MarkActivityReadPayload = MutationPayload & {
  readonly __typename?: 'MarkActivityReadPayload';
  /** As it is now; null when nothing was done. */
  readonly mark?: Maybe<ActivityMark>;
  /** Why nothing was changed; empty when it was. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** A person of the task force (위원). */
export type Member = Node & {
  readonly __typename?: 'Member';
  /** Whether the account may sign in; false once it was deactivated. */
  readonly active: Scalars['Boolean']['output'];
  /** When it was made. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Name as it is shown. */
  readonly displayName: Scalars['String']['output'];
  /** Only for the member, the secretariat and administrators. */
  readonly email?: Maybe<Scalars['String']['output']>;
  /** Opaque and stable; `node(id:)` finds the object again. */
  readonly id: Scalars['ID']['output'];
  /** The name in Latin letters, when given. */
  readonly latinName?: Maybe<Scalars['String']['output']>;
  /** The organisation that the member is of. */
  readonly organisation: Scalars['String']['output'];
  /** Roles for the whole task force. */
  readonly roles: ReadonlyArray<Role>;
  /** True for invented people of the sample data. */
  readonly sample: Scalars['Boolean']['output'];
  /** Seats in subcommittees. */
  readonly seats: ReadonlyArray<SubcommitteeSeat>;
  /** The sector that the member is of. */
  readonly sector: Sector;
};

/** A page of a list of members. */
export type MemberConnection = {
  readonly __typename?: 'MemberConnection';
  /** The entries of this page, each with its cursor. */
  readonly edges: ReadonlyArray<MemberEdge>;
  /** The entries of this page, without their cursors. */
  readonly nodes: ReadonlyArray<Member>;
  /** Where the page ends, and whether there is another. */
  readonly pageInfo: PageInfo;
};

/** An entry of a list of members. */
export type MemberEdge = {
  readonly __typename?: 'MemberEdge';
  /** Where it stands in the list; pass it as `after` to go on behind it. */
  readonly cursor: Scalars['String']['output'];
  /** The entry. */
  readonly node: Member;
};

/** All conditions that are given must hold. */
export type MemberFilter = {
  /** Whether the account is active. */
  readonly active?: InputMaybe<Scalars['Boolean']['input']>;
  /** Who holds this role. */
  readonly role?: InputMaybe<Role>;
  /** Of this sector. */
  readonly sector?: InputMaybe<Sector>;
  /** With a seat in this subcommittee. */
  readonly subcommitteeId?: InputMaybe<Scalars['ID']['input']>;
};

/** What mutations of a member return. */
export type MemberPayload = MutationPayload & {
  readonly __typename?: 'MemberPayload';
  /** As it is now; null when nothing was done. */
  readonly member?: Maybe<Member>;
  /** Why nothing was changed; empty when it was. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** What changes of the membership. */
export type MembershipChange =
  /** A member's account was deactivated. */
  | 'DEACTIVATED'
  /** A member was made. */
  | 'MEMBER_CREATED'
  /** A member's roles were set. */
  | 'ROLES_SET'
  /** A member was given a seat, or the seat another role. */
  | 'SEATED'
  /** A subcommittee was made. */
  | 'SUBCOMMITTEE_CREATED'
  /** A member's seat was taken away. */
  | 'UNSEATED';

/** An account, a role or a seat changed. */
export type MembershipChanged = Event & {
  readonly __typename?: 'MembershipChanged';
  /** Who did it; null for the server itself. */
  readonly actor?: Maybe<Member>;
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** What changed. */
  readonly change: MembershipChange;
  /** Position in the log; pass it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** Opaque and stable. */
  readonly id: Scalars['ID']['output'];
  /** What kind it is. */
  readonly kind: EventKind;
  /** Whose account, role or seat it was; null for a subcommittee. */
  readonly member?: Maybe<Member>;
};

/** What `mergeKeyTask` is to do. */
export type MergeKeyTaskInput = {
  /** The one that goes on. */
  readonly intoKeyTaskId: Scalars['ID']['input'];
  /** The key task that ends. */
  readonly keyTaskId: Scalars['ID']['input'];
  /** Why. */
  readonly reason: Scalars['String']['input'];
};

/** Something that happened to a draft, worth looking at and to compare with. */
export type Moment = {
  readonly __typename?: 'Moment';
  /** When it was, or ended. */
  readonly at: Scalars['DateTime']['output'];
  /** Unicode code points; null when it did not change the text. */
  readonly charactersDeleted?: Maybe<Scalars['Int']['output']>;
  /** Unicode code points; null when it didn't change the text. */
  readonly charactersInserted?: Maybe<Scalars['Int']['output']>;
  /** Of `DECIDED`. */
  readonly decision?: Maybe<Decision>;
  /** Position before it; null when it didn't change the text. */
  readonly fromSequence?: Maybe<Scalars['Int']['output']>;
  /** What it was. */
  readonly kind: MomentKind;
  /** Who did it; for a stretch of editing all who wrote. */
  readonly members: ReadonlyArray<Member>;
  /** Of `STATE_CHANGED`, where one was given. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** Of `RESTORED`: the position that was restored. */
  readonly restoredSequence?: Maybe<Scalars['Int']['output']>;
  /** Position in the update log behind it: for `revision`, `blame` and `difference`. */
  readonly sequence: Scalars['Int']['output'];
  /** When it began: for a stretch of editing; otherwise as `at`. */
  readonly startedAt: Scalars['DateTime']['output'];
  /** Of `STATE_CHANGED`: what the key task was from then on. */
  readonly state?: Maybe<KeyTaskState>;
  /** Of `VERSION_NAMED`. */
  readonly version?: Maybe<Version>;
};

/** A page of a list of moments. */
export type MomentConnection = {
  readonly __typename?: 'MomentConnection';
  /** The entries of this page, each with its cursor. */
  readonly edges: ReadonlyArray<MomentEdge>;
  /** The entries of this page, without their cursors. */
  readonly nodes: ReadonlyArray<Moment>;
  /** Where the page ends, and whether there is another. */
  readonly pageInfo: PageInfo;
};

/** An entry of a list of moments. */
export type MomentEdge = {
  readonly __typename?: 'MomentEdge';
  /** Where it stands in the list; pass it as `after` to go on behind it. */
  readonly cursor: Scalars['String']['output'];
  /** The entry. */
  readonly node: Moment;
};

/** A moment of a draft: exactly one of these. */
export type MomentInput = {
  /** Position in the draft's update log: 0 to its `sequence`. */
  readonly sequence?: InputMaybe<Scalars['Int']['input']>;
  /** After the last entry at or before this time. */
  readonly time?: InputMaybe<Scalars['DateTime']['input']>;
  /** A version, of this draft or another one. */
  readonly versionId?: InputMaybe<Scalars['ID']['input']>;
};

/** What can happen to a draft. */
export type MomentKind =
  /** A ballot on a version of it was decided. */
  | 'DECIDED'
  /** A stretch of editing, without half an hour in which nobody wrote. */
  | 'EDITED'
  /** Markdown was read into it. */
  | 'IMPORTED'
  /** Made what it was at an earlier position of its log. */
  | 'RESTORED'
  /** The key task was submitted, recalled, approved, tabled, returned, reopened and so on. */
  | 'STATE_CHANGED'
  /** A version was cut. */
  | 'VERSION_NAMED';

/** What `moveKeyTask` is to do. */
export type MoveKeyTaskInput = {
  /** The key task. */
  readonly keyTaskId: Scalars['ID']['input'];
  /** The new place under the strategy, from 0; at the end when left out. */
  readonly position?: InputMaybe<Scalars['Int']['input']>;
  /** The strategy that it is to stand under. */
  readonly strategyId: Scalars['ID']['input'];
};

/** What `moveStrategy` is to do. */
export type MoveStrategyInput = {
  /** The new place, from 0. */
  readonly position: Scalars['Int']['input'];
  /** The strategy. */
  readonly strategyId: Scalars['ID']['input'];
};

/** What can be done. Those of one request are done one behind the other. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Adopts a plan version, for the Strategy Committee. */
  readonly adoptPlan: PlanSubmissionPayload;
  /** Gives a task to another subcommittee. */
  readonly assignKeyTask: KeyTaskPayload;
  /**
   * Takes or changes a position. The same position again changes nothing. A secret vote needs a ticket that the client
   * makes (`createBallotTicket` of choan/client) and keeps: only with it the vote can be changed, and recognised later.
   */
  readonly castPosition: BallotPayload;
  /** Changes the viewer's password. */
  readonly changePassword: ChangePasswordPayload;
  /**
   * Closes the ballot. With quorum, majority and nobody blocking, the version is sealed and a plan version appended, in one
   * transaction; otherwise, with quorum, the task is returned for drafting. Without quorum it is refused.
   */
  readonly closeBallot: DecisionPayload;
  /** Makes a key task of a subcommittee, with an empty draft. */
  readonly createKeyTask: KeyTaskPayload;
  /** Makes a member. */
  readonly createMember: MemberPayload;
  /** Makes a plan. */
  readonly createPlan: PlanPayload;
  /** Makes a strategy, behind the plan's others. */
  readonly createStrategy: StrategyPayload;
  /** Makes a subcommittee. */
  readonly createSubcommittee: SubcommitteePayload;
  /** The payload's secret is shown only then, and to who repeats the request under its Idempotency-Key within a day. */
  readonly createWebhook: WebhookPayload;
  /** Ends a member's sessions and rights. What the member wrote stays attributed. */
  readonly deactivateMember: MemberPayload;
  /** Removes a webhook with its dead letters. */
  readonly deleteWebhook: DeleteWebhookPayload;
  /** Reads Markdown (CommonMark, GitHub's tables and strike-through) into a draft, as a change written by the viewer. */
  readonly importMarkdown: DraftPayload;
  /**
   * Makes a request or an approval void. An approved task that has too few approvals without it is in review again. What
   * was asked of a role is asked of it anew.
   */
  readonly invalidateReview: ReviewPayload;
  /** Lets a member who recused themselves take part again. Refused while the ballot is open: there they take another position. */
  readonly liftRecusal: KeyTaskPayload;
  /** The viewer has looked at the activity log up to a cursor. The mark never goes back. */
  readonly markActivityRead: MarkActivityReadPayload;
  /** Ends a task in favour of another one of the same plan. */
  readonly mergeKeyTask: KeyTaskPayload;
  /** Puts a task under a strategy of the same plan, or at another place under the one it has. */
  readonly moveKeyTask: KeyTaskPayload;
  /** Puts a strategy at another place among its plan's strategies. */
  readonly moveStrategy: StrategyPayload;
  /** Cuts a named version of the draft as it is now. */
  readonly nameVersion: VersionPayload;
  /** The chair's decision that a discussion doesn't block; it counts against from then on. Again changes nothing. */
  readonly overruleDiscussion: BallotPayload;
  /** Takes a submission back: reviews of it are invalidated and the draft can be edited again. */
  readonly recallVersion: KeyTaskPayload;
  /** Tries once more to deliver what was given up, at once and beside the events that follow in order. */
  readonly redeliverDeadLetter: RedeliverDeadLetterPayload;
  /** Exchanges a refresh token for a new pair. A refresh token works once: using an old one again revokes the whole session. */
  readonly refreshSession: SignInPayload;
  /** Takes a member whose account was deactivated, and who has taken no position, off an open ballot's roster. */
  readonly removeFromRoster: BallotPayload;
  /** Removes a strategy that holds no key task. */
  readonly removeStrategy: PlanPayload;
  /** Gives a key task that is being drafted another title. */
  readonly renameKeyTask: KeyTaskPayload;
  /** Gives a strategy another title. */
  readonly renameStrategy: StrategyPayload;
  /** Opens a confirmed task for an amendment. The plan keeps the sealed text until a new decision. */
  readonly reopenKeyTask: KeyTaskPayload;
  /** Asks further members or roles to review the version in review. Who is asked already isn't asked twice. */
  readonly requestReviews: KeyTaskPayload;
  /** Makes a draft what it was at an earlier moment: a change forward, written by the viewer. Nothing is taken out of the log. */
  readonly restoreDraft: DraftPayload;
  /** Returns an approved or tabled task for drafting, without a decision. Its reviews and ballot are invalidated. */
  readonly returnKeyTask: KeyTaskPayload;
  /** Returns a plan version; the key tasks that are named are opened for amendments of their sealed versions. */
  readonly returnPlan: PlanSubmissionPayload;
  /** Gives a member a seat in a subcommittee, or changes the seat's role. */
  readonly seatMember: MemberPayload;
  /** Chooses how often the viewer gets a digest by mail, where the operator has set up a mail server. */
  readonly setDigest: SetDigestPayload;
  /** Replaces a member's task-force roles. */
  readonly setMemberRoles: MemberPayload;
  /** Signs in with e-mail and password. Attempts are rate-limited per account and address. */
  readonly signIn: SignInPayload;
  /** Ends the session: its access and refresh tokens stop working at once. */
  readonly signOut: SignOutPayload;
  /** Brings the plan's latest version before the Strategy Committee. The same one again returns the open submission. */
  readonly submitPlan: PlanSubmissionPayload;
  /** Approves a version or asks for changes. The same verdict with the same remarks again returns the same review. */
  readonly submitReview: ReviewPayload;
  /**
   * Cuts a version and submits it for review: the draft is frozen at exactly this text. Submitting again while it is
   * in review, under the same name, returns the same version.
   */
  readonly submitVersion: VersionPayload;
  /** Tables an approved task and opens the ballot on its version. */
  readonly tableKeyTask: BallotPayload;
  /** Takes a member's seat in a subcommittee away. */
  readonly unseatMember: MemberPayload;
  /** Changes a plan's titles, vision, numbering and rules. */
  readonly updatePlan: PlanPayload;
  /** The next event is tried at once, however often it has failed. */
  readonly updateWebhook: WebhookPayload;
  /** Gives a key task up. Its reviews and ballot become void. */
  readonly withdrawKeyTask: KeyTaskPayload;
  /** Takes a plan back that the committee hasn't decided on. */
  readonly withdrawPlan: PlanSubmissionPayload;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationAdoptPlanArgs = {
  input: AdoptPlanInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationAssignKeyTaskArgs = {
  input: AssignKeyTaskInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationCastPositionArgs = {
  input: CastPositionInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationChangePasswordArgs = {
  input: ChangePasswordInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationCloseBallotArgs = {
  input: CloseBallotInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationCreateKeyTaskArgs = {
  input: CreateKeyTaskInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationCreateMemberArgs = {
  input: CreateMemberInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationCreatePlanArgs = {
  input: CreatePlanInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationCreateStrategyArgs = {
  input: CreateStrategyInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationCreateSubcommitteeArgs = {
  input: CreateSubcommitteeInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationCreateWebhookArgs = {
  input: CreateWebhookInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationDeactivateMemberArgs = {
  input: DeactivateMemberInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationDeleteWebhookArgs = {
  input: DeleteWebhookInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationImportMarkdownArgs = {
  input: ImportMarkdownInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationInvalidateReviewArgs = {
  input: InvalidateReviewInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationLiftRecusalArgs = {
  input: LiftRecusalInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationMarkActivityReadArgs = {
  input: MarkActivityReadInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationMergeKeyTaskArgs = {
  input: MergeKeyTaskInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationMoveKeyTaskArgs = {
  input: MoveKeyTaskInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationMoveStrategyArgs = {
  input: MoveStrategyInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationNameVersionArgs = {
  input: NameVersionInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationOverruleDiscussionArgs = {
  input: OverruleDiscussionInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationRecallVersionArgs = {
  input: RecallVersionInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationRedeliverDeadLetterArgs = {
  input: RedeliverDeadLetterInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationRefreshSessionArgs = {
  input: RefreshSessionInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationRemoveFromRosterArgs = {
  input: RemoveFromRosterInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationRemoveStrategyArgs = {
  input: RemoveStrategyInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationRenameKeyTaskArgs = {
  input: RenameKeyTaskInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationRenameStrategyArgs = {
  input: RenameStrategyInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationReopenKeyTaskArgs = {
  input: ReopenKeyTaskInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationRequestReviewsArgs = {
  input: RequestReviewsInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationRestoreDraftArgs = {
  input: RestoreDraftInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationReturnKeyTaskArgs = {
  input: ReturnKeyTaskInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationReturnPlanArgs = {
  input: ReturnPlanInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationSeatMemberArgs = {
  input: SeatMemberInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationSetDigestArgs = {
  input: SetDigestInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationSetMemberRolesArgs = {
  input: SetMemberRolesInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationSignInArgs = {
  input: SignInInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationSubmitPlanArgs = {
  input: SubmitPlanInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationSubmitReviewArgs = {
  input: SubmitReviewInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationSubmitVersionArgs = {
  input: SubmitVersionInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationTableKeyTaskArgs = {
  input: TableKeyTaskInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationUnseatMemberArgs = {
  input: UnseatMemberInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationUpdatePlanArgs = {
  input: UpdatePlanInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationUpdateWebhookArgs = {
  input: UpdateWebhookInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationWithdrawKeyTaskArgs = {
  input: WithdrawKeyTaskInput;
};


/** What can be done. Those of one request are done one behind the other. */
export type MutationWithdrawPlanArgs = {
  input: WithdrawPlanInput;
};

/** What every mutation returns: when `userErrors` is not empty, nothing was changed. */
export type MutationPayload = {
  /** Why nothing was changed; empty when it was. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** What `nameVersion` is to do. */
export type NameVersionInput = {
  /** The key task. */
  readonly keyTaskId: Scalars['ID']['input'];
  /** 1 to 200 characters. */
  readonly name: Scalars['String']['input'];
};

/** An object with a globally unique id. */
export type Node = {
  /** Opaque and stable; `node(id:)` finds the object again. */
  readonly id: Scalars['ID']['output'];
};

/**
 * How one level of a plan document is numbered. The levels from above are strategies, key tasks, and the headings in texts
 * as far as there are levels, 2 to 8 in all. Official Korean documents (1. 가. 1) 가) (1) (가) ① ㉮) have
 * `[{style: ARABIC, suffix: "."}, {style: HANGUL, suffix: "."}, {style: ARABIC, suffix: ")"}, {style: HANGUL, suffix: ")"},
 * {style: ARABIC, prefix: "(", suffix: ")"}, {style: HANGUL, prefix: "(", suffix: ")"}, {style: CIRCLED_ARABIC},
 * {style: CIRCLED_HANGUL}]`.
 */
export type NumberingLevel = {
  readonly __typename?: 'NumberingLevel';
  /** Stands between the bare number of the level above and this one, as `-` in `1-2`; null: this one stands alone. */
  readonly joinedBy?: Maybe<Scalars['String']['output']>;
  /** Stands before the number. */
  readonly prefix: Scalars['String']['output'];
  /** What stands for the numbers. */
  readonly style: NumberingStyle;
  /** Stands behind the number. */
  readonly suffix: Scalars['String']['output'];
};

/** How one level is to be numbered: see `NumberingLevel`. */
export type NumberingLevelInput = {
  /** Stands between the bare number of the level above and this one; null: this one stands alone. */
  readonly joinedBy?: InputMaybe<Scalars['String']['input']>;
  /** At most 4 characters and no digit, as are the others. */
  readonly prefix?: Scalars['String']['input'];
  /** What stands for the numbers. */
  readonly style: NumberingStyle;
  /** Stands behind the number. */
  readonly suffix?: Scalars['String']['input'];
};

/** What stands for the first, second, third of a level. Where the signs end the plain number goes on. */
export type NumberingStyle =
  /** 1, 2, 3 */
  | 'ARABIC'
  /** ①, ②, ③ */
  | 'CIRCLED_ARABIC'
  /** ㉮, ㉯, ㉰ */
  | 'CIRCLED_HANGUL'
  /** 가, 나, 다 */
  | 'HANGUL';

/** What `overruleDiscussion` is to do. */
export type OverruleDiscussionInput = {
  /** The ballot. */
  readonly ballotId: Scalars['ID']['input'];
  /** Of `Ballot.discussions`. Refused with NOT_FOUND when it was withdrawn, or its reason changed, meanwhile. */
  readonly discussionId: Scalars['ID']['input'];
  /** Why; at most 2,000 characters. */
  readonly reason: Scalars['String']['input'];
};

/** The chair's recorded decision that a discussion doesn't block. */
export type Overruling = {
  readonly __typename?: 'Overruling';
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** Who overruled it: the chair. */
  readonly by?: Maybe<Member>;
  /** Why. */
  readonly reason: Scalars['String']['output'];
};

/** Where a page ends. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** Cursor of the last edge; pass it as `after` to get the next page. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether there are more entries behind this page. */
  readonly hasNextPage: Scalars['Boolean']['output'];
};

/** Whether the viewer may do something with an object, and why not. */
export type Permission = {
  readonly __typename?: 'Permission';
  /** Name of the mutation. */
  readonly action: Scalars['String']['output'];
  /** Whether the viewer may do it now. */
  readonly allowed: Scalars['Boolean']['output'];
  /** Set when not allowed. */
  readonly code?: Maybe<UserErrorCode>;
  /** Set when not allowed. */
  readonly reason?: Maybe<Scalars['String']['output']>;
};

/** One plan (기본계획) with its period, predecessor, tree and versions. */
export type Plan = Node & {
  readonly __typename?: 'Plan';
  /** The submission that was adopted last. */
  readonly adopted?: Maybe<PlanSubmission>;
  /** How a ballot of the task force on this plan's key tasks is decided. */
  readonly ballotRule: BallotRule;
  /** Conflicts between texts that keep a key task from being tabled and confirmed; all others only warn. */
  readonly blockingConflicts: ReadonlyArray<ConflictRule>;
  /** When it was made. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The title in English, when given. */
  readonly englishTitle?: Maybe<Scalars['String']['output']>;
  /** Opaque and stable; `node(id:)` finds the object again. */
  readonly id: Scalars['ID']['output'];
  /** In tree order. */
  readonly keyTasks: KeyTaskConnection;
  /** The plan version that was appended last; null before the first. */
  readonly latestVersion?: Maybe<PlanVersion>;
  /** How strategies, key tasks and the headings in their texts are numbered in plan versions to come. */
  readonly numbering: ReadonlyArray<NumberingLevel>;
  /** Last year that the plan covers. */
  readonly periodEnd: Scalars['Int']['output'];
  /** First and last year the plan covers. */
  readonly periodStart: Scalars['Int']['output'];
  /** What the viewer may do with it now, and why not. */
  readonly permissions: ReadonlyArray<Permission>;
  /** The plan before this one. */
  readonly predecessor?: Maybe<Plan>;
  /** In order. */
  readonly strategies: ReadonlyArray<Strategy>;
  /** Newest first. For members all, for anybody else those that were adopted. */
  readonly submissions: PlanSubmissionConnection;
  /** The title. */
  readonly title: Scalars['String']['output'];
  /** Newest first. */
  readonly versions: PlanVersionConnection;
  /** The vision that the strategies serve. */
  readonly vision?: Maybe<Scalars['String']['output']>;
};


/** One plan (기본계획) with its period, predecessor, tree and versions. */
export type PlanKeyTasksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<KeyTaskFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** One plan (기본계획) with its period, predecessor, tree and versions. */
export type PlanSubmissionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** One plan (기본계획) with its period, predecessor, tree and versions. */
export type PlanVersionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A plan as it was at a moment (SPEC.md, TM-5). */
export type PlanAsOf = {
  readonly __typename?: 'PlanAsOf';
  /** The moment. */
  readonly at: Scalars['DateTime']['output'];
  /** Key tasks that there were, in the order of their making, withdrawn and merged ones as well. For members, as above. */
  readonly keyTasks: ReadonlyArray<KeyTaskAsOf>;
  /** The plan as it is now. */
  readonly plan: Plan;
  /** Strategies in their order then. For members; empty for anybody else. */
  readonly strategies: ReadonlyArray<StrategyAsOf>;
  /** The plan's title then. */
  readonly title: Scalars['String']['output'];
  /** The plan version in force: the last one appended at or before the moment, with its texts. Null before the first. */
  readonly version?: Maybe<PlanVersion>;
};

/** A plan was made or changed. */
export type PlanChanged = Event & {
  readonly __typename?: 'PlanChanged';
  /** Who did it; null for the server itself. */
  readonly actor?: Maybe<Member>;
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** `CREATED` or `UPDATED`. */
  readonly change: Scalars['String']['output'];
  /** Position in the log; pass it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** Opaque and stable. */
  readonly id: Scalars['ID']['output'];
  /** What kind it is. */
  readonly kind: EventKind;
  /** The plan that it is about. */
  readonly plan?: Maybe<Plan>;
};

/** A page of a list of plans. */
export type PlanConnection = {
  readonly __typename?: 'PlanConnection';
  /** The entries of this page, each with its cursor. */
  readonly edges: ReadonlyArray<PlanEdge>;
  /** The entries of this page, without their cursors. */
  readonly nodes: ReadonlyArray<Plan>;
  /** Where the page ends, and whether there is another. */
  readonly pageInfo: PageInfo;
};

/** What makes one plan document out of another (SPEC.md, CP-8). */
export type PlanDifference = {
  readonly __typename?: 'PlanDifference';
  /** The later document. */
  readonly after: PlanVersion;
  /** Null for the first plan version: then everything was added. */
  readonly before?: Maybe<PlanVersion>;
  /**
   * Key tasks of the later document in their order; what was removed stands behind what it stood behind. Without those that
   * are the same in the same place, unless they are asked for.
   */
  readonly entries: ReadonlyArray<PlanEntryDifference>;
  /** The whole difference as HTML for people to read; all text of it is escaped. */
  readonly html: Scalars['String']['output'];
  /** The whole difference as text for people to read. */
  readonly text: Scalars['String']['output'];
  /** Title of the later one. */
  readonly titleAfter: Scalars['String']['output'];
  /** Title of the earlier one. */
  readonly titleBefore?: Maybe<Scalars['String']['output']>;
};


/** What makes one plan document out of another (SPEC.md, CP-8). */
export type PlanDifferenceEntriesArgs = {
  unchanged?: Scalars['Boolean']['input'];
};

/** An entry of a list of plans. */
export type PlanEdge = {
  readonly __typename?: 'PlanEdge';
  /** Where it stands in the list; pass it as `after` to go on behind it. */
  readonly cursor: Scalars['String']['output'];
  /** The entry. */
  readonly node: Plan;
};

/** A key task in one document or both. */
export type PlanEntryDifference = {
  readonly __typename?: 'PlanEntryDifference';
  /** Null when it was removed. */
  readonly after?: Maybe<PlanVersionEntry>;
  /** Null when it was added. */
  readonly before?: Maybe<PlanVersionEntry>;
  /** What makes the later text out of the earlier one; null when it is the same, was added or removed. */
  readonly difference?: Maybe<TextDifference>;
  /** What became of it. */
  readonly kind: PlanEntryDifferenceKind;
  /** It has another number, or its strategy another title; one with another text may have moved as well. */
  readonly moved: Scalars['Boolean']['output'];
};

/** What became of a key task from the earlier document to the later. */
export type PlanEntryDifferenceKind =
  /** It is in the later document only. */
  | 'ADDED'
  /** It has another text. */
  | 'CHANGED'
  /** The same text under another number, or under a strategy with another title. */
  | 'MOVED'
  /** It is in the earlier document only. */
  | 'REMOVED'
  /** The same text at the same place. */
  | 'UNCHANGED';

/** What mutations of a plan return. */
export type PlanPayload = MutationPayload & {
  readonly __typename?: 'PlanPayload';
  /** As it is now; null when nothing was done. */
  readonly plan?: Maybe<Plan>;
  /** Why nothing was changed; empty when it was. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Proof that a paragraph stands in a plan version (SPEC.md, PV-11). */
export type PlanProof = {
  readonly __typename?: 'PlanProof';
  /** Of the plan version. */
  readonly merkleRoot: Scalars['String']['output'];
  /** From the paragraph to the plan: three, one of each kind. */
  readonly steps: ReadonlyArray<ProofStep>;
};

/** A plan version before the Strategy Committee (정보통신전략위원회). Anybody sees those that were adopted. */
export type PlanSubmission = Node & {
  readonly __typename?: 'PlanSubmission';
  /** When it was adopted, returned or withdrawn; null before. */
  readonly decidedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Who adopted, returned or withdrew it. For members. */
  readonly decidedBy?: Maybe<Member>;
  /** SHA-256 over the resolution's canonical form (SPEC.md, SC); null unless it is adopted or returned. */
  readonly hash?: Maybe<Scalars['String']['output']>;
  /** Opaque and stable; `node(id:)` finds the object again. */
  readonly id: Scalars['ID']['output'];
  /** What the viewer may do with it now, and why not. */
  readonly permissions: ReadonlyArray<Permission>;
  /** The plan. */
  readonly plan: Plan;
  /** The plan version that was submitted. */
  readonly planVersion: PlanVersion;
  /** Hash of the plan version that was submitted. */
  readonly planVersionHash: Scalars['String']['output'];
  /** Why it was returned or withdrawn; what the committee remarked on adopting it. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** What the committee wants to be amended. */
  readonly returned: ReadonlyArray<ReturnedKeyTask>;
  /** What has become of it. */
  readonly state: PlanSubmissionState;
  /** When it was brought before the committee. */
  readonly submittedAt: Scalars['DateTime']['output'];
  /** Who brought it before the committee. For members. */
  readonly submittedBy?: Maybe<Member>;
};

/** A plan version was brought before the Strategy Committee, decided on or taken back. */
export type PlanSubmissionChanged = Event & {
  readonly __typename?: 'PlanSubmissionChanged';
  /** Who did it; null for the server itself. */
  readonly actor?: Maybe<Member>;
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** Position in the log; pass it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** Opaque and stable. */
  readonly id: Scalars['ID']['output'];
  /** What kind it is. */
  readonly kind: EventKind;
  /** The plan that it is about. */
  readonly plan?: Maybe<Plan>;
  /** Hash of the plan version that was submitted. */
  readonly planVersionHash: Scalars['String']['output'];
  /** The state from then on. */
  readonly state: PlanSubmissionState;
  /** The submission that it is about. */
  readonly submission?: Maybe<PlanSubmission>;
};

/** A page of a list of plan submissions. */
export type PlanSubmissionConnection = {
  readonly __typename?: 'PlanSubmissionConnection';
  /** The entries of this page, each with its cursor. */
  readonly edges: ReadonlyArray<PlanSubmissionEdge>;
  /** The entries of this page, without their cursors. */
  readonly nodes: ReadonlyArray<PlanSubmission>;
  /** Where the page ends, and whether there is another. */
  readonly pageInfo: PageInfo;
};

/** An entry of a list of plan submissions. */
export type PlanSubmissionEdge = {
  readonly __typename?: 'PlanSubmissionEdge';
  /** Where it stands in the list; pass it as `after` to go on behind it. */
  readonly cursor: Scalars['String']['output'];
  /** The entry. */
  readonly node: PlanSubmission;
};

/** What mutations of a plan submission return. */
export type PlanSubmissionPayload = MutationPayload & {
  readonly __typename?: 'PlanSubmissionPayload';
  /** As it is now; null when nothing was done. */
  readonly submission?: Maybe<PlanSubmission>;
  /** Why nothing was changed; empty when it was. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** What becomes of a submission. */
export type PlanSubmissionState =
  /** The committee adopted the plan version. */
  | 'ADOPTED'
  /** The committee returned it for amendments. */
  | 'RETURNED'
  /** It is before the committee. */
  | 'SUBMITTED'
  /** The task force took it back. */
  | 'WITHDRAWN';

/** The plan document (계획서 판) assembled from sealed versions: immutable, hash-chained. Readable by anybody. */
export type PlanVersion = Node & {
  readonly __typename?: 'PlanVersion';
  /** The form that `hash` was computed over. */
  readonly canonicalForm: Scalars['String']['output'];
  /** Conflicts between the texts of the document; at most 500. */
  readonly conflicts: ReadonlyArray<Conflict>;
  /** When it was made. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The decision that led to it. For members. */
  readonly decision?: Maybe<Decision>;
  /**
   * What makes this plan document out of another one: that of the plan version `from`, the one before when it is left out.
   * Null when there is no such plan version.
   */
  readonly difference?: Maybe<PlanDifference>;
  /** In the order of the document. */
  readonly entries: ReadonlyArray<PlanVersionEntry>;
  /** SHA-256 over the canonical form (SPEC.md, PV), which names the previous hash. */
  readonly hash: Scalars['String']['output'];
  /** Opaque and stable; `node(id:)` finds the object again. */
  readonly id: Scalars['ID']['output'];
  /** The whole document as Markdown. */
  readonly markdown: Scalars['String']['output'];
  /** Root of the Merkle tree over the document's paragraphs (SPEC.md, PV-8 to PV-10), part of the form. */
  readonly merkleRoot: Scalars['String']['output'];
  /** 1, 2, 3 … within the plan. */
  readonly number: Scalars['Int']['output'];
  /** How it is numbered. */
  readonly numbering: ReadonlyArray<NumberingLevel>;
  /** The plan. */
  readonly plan: Plan;
  /** Hash of the plan version before; null for the first. */
  readonly previousHash?: Maybe<Scalars['String']['output']>;
  /**
   * What proves that a paragraph stands in this plan version: with it and `merkleRoot` anybody can check the paragraph
   * without having the rest (SPEC.md, PV-11). Null when the plan version has no such key task, or its text no such block.
   */
  readonly proof?: Maybe<PlanProof>;
  /** How much of the texts in it is whose; the largest share first. For members. */
  readonly shares?: Maybe<ReadonlyArray<BlameShare>>;
};


/** The plan document (계획서 판) assembled from sealed versions: immutable, hash-chained. Readable by anybody. */
export type PlanVersionDifferenceArgs = {
  from?: InputMaybe<Scalars['ID']['input']>;
};


/** The plan document (계획서 판) assembled from sealed versions: immutable, hash-chained. Readable by anybody. */
export type PlanVersionProofArgs = {
  blockId: Scalars['String']['input'];
  keyTaskId: Scalars['ID']['input'];
};


/** The plan document (계획서 판) assembled from sealed versions: immutable, hash-chained. Readable by anybody. */
export type PlanVersionSharesArgs = {
  by?: BlameGrouping;
};

/** A page of a list of plan versions. */
export type PlanVersionConnection = {
  readonly __typename?: 'PlanVersionConnection';
  /** The entries of this page, each with its cursor. */
  readonly edges: ReadonlyArray<PlanVersionEdge>;
  /** The entries of this page, without their cursors. */
  readonly nodes: ReadonlyArray<PlanVersion>;
  /** Where the page ends, and whether there is another. */
  readonly pageInfo: PageInfo;
};

/** An entry of a list of plan versions. */
export type PlanVersionEdge = {
  readonly __typename?: 'PlanVersionEdge';
  /** Where it stands in the list; pass it as `after` to go on behind it. */
  readonly cursor: Scalars['String']['output'];
  /** The entry. */
  readonly node: PlanVersion;
};

/** A key task in a plan document. */
export type PlanVersionEntry = {
  readonly __typename?: 'PlanVersionEntry';
  /** SHA-256 of the text in question, 64 hexadecimal digits. */
  readonly contentHash: Scalars['String']['output'];
  /** The key task as it is now. */
  readonly keyTask?: Maybe<KeyTask>;
  /** Root of the text's Merkle tree (SPEC.md, PV-9). */
  readonly merkleRoot: Scalars['String']['output'];
  /** Number of the place, e.g. `1-2.` */
  readonly numbering: Scalars['String']['output'];
  /** Place of the strategy in the tree, 0 for none, and of the task in it, each from 1. */
  readonly place: ReadonlyArray<Scalars['Int']['output']>;
  /** Number of the strategy; null for a task without one. */
  readonly strategyNumbering?: Maybe<Scalars['String']['output']>;
  /** The strategy's title in the document; null for a task without one. */
  readonly strategyTitle?: Maybe<Scalars['String']['output']>;
  /** Title of the key task in the sealed version. */
  readonly title: Scalars['String']['output'];
  /** The sealed version that the document holds of it. */
  readonly version: Version;
};

/** A plan version was appended. */
export type PlanVersionPublished = Event & {
  readonly __typename?: 'PlanVersionPublished';
  /** Who did it; null for the server itself. */
  readonly actor?: Maybe<Member>;
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** Position in the log; pass it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** SHA-256 of its canonical form, 64 hexadecimal digits. */
  readonly hash: Scalars['String']['output'];
  /** Opaque and stable. */
  readonly id: Scalars['ID']['output'];
  /** What kind it is. */
  readonly kind: EventKind;
  /** 1, 2, 3 … within the plan. */
  readonly number: Scalars['Int']['output'];
  /** The plan that it is about. */
  readonly plan?: Maybe<Plan>;
  /** The plan version that it is about. */
  readonly planVersion?: Maybe<PlanVersion>;
};

/** What a member voted. */
export type Position = {
  readonly __typename?: 'Position';
  /** When it was taken or last changed. */
  readonly castAt: Scalars['DateTime']['output'];
  /** Whose it is. */
  readonly member: Member;
  /** Set on a DISCUSS that the chair has overruled. */
  readonly overruled?: Maybe<Overruling>;
  /** Why, when a reason was given. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** What it is. */
  readonly value: PositionValue;
};

/** A member took a position, or changed it. */
export type PositionCast = Event & {
  readonly __typename?: 'PositionCast';
  /** Null for a secret vote. */
  readonly actor?: Maybe<Member>;
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** The ballot that it is about. */
  readonly ballot?: Maybe<Ballot>;
  /** Position in the log; pass it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** Opaque and stable. */
  readonly id: Scalars['ID']['output'];
  /** The key task that it is about. */
  readonly keyTask?: Maybe<KeyTask>;
  /** What kind it is. */
  readonly kind: EventKind;
  /** As it was with this position; null when the ballot is secret. */
  readonly tally?: Maybe<Tally>;
  /** As it was with this position. */
  readonly turnout: Turnout;
  /** Null for a secret vote. */
  readonly value?: Maybe<PositionValue>;
};

/** What can be voted. */
export type PositionValue =
  /** Present, without a side. */
  | 'ABSTAIN'
  /** In favour. */
  | 'APPROVE'
  /** Blocks, with a reason, unless the rule says otherwise or the chair overrules it. */
  | 'DISCUSS'
  /** In favour, by letting it pass. */
  | 'NO_OBJECTION'
  /** Takes no part: not counted in the roster. Takes away the editing of the task's draft as well, until it is lifted. */
  | 'RECUSE';

/** A member who has a draft open. */
export type Presence = {
  readonly __typename?: 'Presence';
  /** False for somebody who only reads. */
  readonly editing: Scalars['Boolean']['output'];
  /** Who. */
  readonly member: Member;
  /** Since when. */
  readonly since: Scalars['DateTime']['output'];
};

/** One leaf of a Merkle tree and its way to the root, which the next step's leaf names. */
export type ProofStep = {
  readonly __typename?: 'ProofStep';
  /** Canonical JSON; the leaf's hash is SHA-256 over a zero byte and its UTF-8 bytes. */
  readonly data: Scalars['String']['output'];
  /** Place among the tree's leaves, from 0. */
  readonly index: Scalars['Int']['output'];
  /** Which tree it is. */
  readonly kind: ProofStepKind;
  /** Hashes of the neighbours on the way to the root. */
  readonly path: ReadonlyArray<Scalars['String']['output']>;
  /** Number of the tree's leaves. */
  readonly size: Scalars['Int']['output'];
};

/** Trees that a proof goes up, from the paragraph to the plan. */
export type ProofStepKind =
  /** The paragraph among those of the text. */
  | 'BLOCK'
  /** The key task among those of its strategy. */
  | 'KEY_TASK'
  /** The strategy among those of the plan. */
  | 'STRATEGY';

/** What can be asked. */
export type Query = {
  readonly __typename?: 'Query';
  /** The activity log, oldest first after `after`. Nobody signed in sees public events only. */
  readonly activity: EventConnection;
  /** Cursor of the log's end: as `after` it means what happens from now on, whenever that is asked for. */
  readonly activityEnd: Scalars['String']['output'];
  /**
   * The draft with this id as it was at a moment: after the last entry of its update log at or before `asOf`. Null when there
   * is no such draft or the viewer may not see it.
   */
  readonly draft?: Maybe<Revision>;
  /** In tree order within a plan. */
  readonly keyTasks: KeyTaskConnection;
  /** Members by name. For members. */
  readonly members: MemberConnection;
  /** The object with this id, or null when there is none or the viewer may not see it. */
  readonly node?: Maybe<Node>;
  /** The objects with these ids, at most 100, in the same order; null where `node` would be null. */
  readonly nodes: ReadonlyArray<Maybe<Node>>;
  /**
   * The plan with this id as it was at a moment: after everything that happened at or before `asOf`. Null when there was no
   * such plan.
   */
  readonly plan?: Maybe<PlanAsOf>;
  /** Newest period first. Readable by anybody. */
  readonly plans: PlanConnection;
  /** All subcommittees, in the order of their making. */
  readonly subcommittees: ReadonlyArray<Subcommittee>;
  /** Null for who isn't signed in. */
  readonly unreadActivity?: Maybe<UnreadActivity>;
  /** The signed-in member; null when nobody is signed in. */
  readonly viewer?: Maybe<Viewer>;
  /** Newest first. For the secretariat and administrators; others get the error `FORBIDDEN`. */
  readonly webhooks: WebhookConnection;
};


/** What can be asked. */
export type QueryActivityArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ActivityFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be asked. */
export type QueryDraftArgs = {
  asOf: Scalars['DateTime']['input'];
  id: Scalars['ID']['input'];
};


/** What can be asked. */
export type QueryKeyTasksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<KeyTaskFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be asked. */
export type QueryMembersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<MemberFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be asked. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. */
export type QueryNodesArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** What can be asked. */
export type QueryPlanArgs = {
  asOf: Scalars['DateTime']['input'];
  id: Scalars['ID']['input'];
};


/** What can be asked. */
export type QueryPlansArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be asked. */
export type QueryUnreadActivityArgs = {
  filter?: InputMaybe<ActivityFilter>;
};


/** What can be asked. */
export type QueryWebhooksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** What `recallVersion` is to do. */
export type RecallVersionInput = {
  /** The key task. */
  readonly keyTaskId: Scalars['ID']['input'];
  /** Why. */
  readonly reason: Scalars['String']['input'];
};

/** A member who was recused takes part again. */
export type RecusalLifted = Event & {
  readonly __typename?: 'RecusalLifted';
  /** Who did it; null for the server itself. */
  readonly actor?: Maybe<Member>;
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** Position in the log; pass it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** Opaque and stable. */
  readonly id: Scalars['ID']['output'];
  /** The key task that it is about. */
  readonly keyTask?: Maybe<KeyTask>;
  /** What kind it is. */
  readonly kind: EventKind;
  /** Who takes part again. */
  readonly member?: Maybe<Member>;
  /** Why. */
  readonly reason: Scalars['String']['output'];
};

/** What `redeliverDeadLetter` is to do. */
export type RedeliverDeadLetterInput = {
  /** Of the dead letter that is tried once more. */
  readonly deadLetterId: Scalars['ID']['input'];
};

/** What `redeliverDeadLetter` returns. */
export type RedeliverDeadLetterPayload = MutationPayload & {
  readonly __typename?: 'RedeliverDeadLetterPayload';
  /** As it is since; null when it was delivered. */
  readonly deadLetter?: Maybe<WebhookDeadLetter>;
  /** Whether the receiver has it now. The dead letter is gone then. */
  readonly delivered?: Maybe<Scalars['Boolean']['output']>;
  /** Why nothing was changed; empty when it was. */
  readonly userErrors: ReadonlyArray<UserError>;
  /** The webhook that it belongs to; null when nothing was done. */
  readonly webhook?: Maybe<Webhook>;
};

/** What `refreshSession` is to do. */
export type RefreshSessionInput = {
  /** The refresh token that was given last. */
  readonly refreshToken: Scalars['String']['input'];
};

/** What `removeFromRoster` is to do. */
export type RemoveFromRosterInput = {
  /** The ballot. */
  readonly ballotId: Scalars['ID']['input'];
  /** Who is taken off. */
  readonly memberId: Scalars['ID']['input'];
  /** Why; at most 2,000 characters. */
  readonly reason: Scalars['String']['input'];
};

/** What `removeStrategy` is to do. */
export type RemoveStrategyInput = {
  /** The strategy. */
  readonly strategyId: Scalars['ID']['input'];
};

/** What `renameKeyTask` is to do. */
export type RenameKeyTaskInput = {
  /** The new title in English; null clears it. */
  readonly englishTitle?: InputMaybe<Scalars['String']['input']>;
  /** The key task. */
  readonly keyTaskId: Scalars['ID']['input'];
  /** The new title, 1 to 300 characters. */
  readonly title: Scalars['String']['input'];
};

/** What `renameStrategy` is to do. */
export type RenameStrategyInput = {
  /** The new title in English; null clears it. */
  readonly englishTitle?: InputMaybe<Scalars['String']['input']>;
  /** The strategy. */
  readonly strategyId: Scalars['ID']['input'];
  /** The new title. */
  readonly title: Scalars['String']['input'];
};

/** What `reopenKeyTask` is to do. */
export type ReopenKeyTaskInput = {
  /** The key task. */
  readonly keyTaskId: Scalars['ID']['input'];
  /** Why. */
  readonly reason: Scalars['String']['input'];
};

/** What `requestReviews` is to do. */
export type RequestReviewsInput = {
  /** Hash of the version in review. */
  readonly contentHash: Scalars['String']['input'];
  /** In the future. */
  readonly dueAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The key task. */
  readonly keyTaskId: Scalars['ID']['input'];
  /** Members who are asked. */
  readonly reviewerIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Roles that are asked. */
  readonly reviewerRoles?: InputMaybe<ReadonlyArray<ReviewerRoleInput>>;
};

/** What `restoreDraft` is to do. */
export type RestoreDraftInput = {
  /** The draft. */
  readonly draftId: Scalars['ID']['input'];
  /** Position in the update log: 0 is the empty draft, the draft's `sequence` what it is now. */
  readonly sequence: Scalars['Int']['input'];
};

/** What `returnKeyTask` is to do. */
export type ReturnKeyTaskInput = {
  /** The key task. */
  readonly keyTaskId: Scalars['ID']['input'];
  /** Why. */
  readonly reason: Scalars['String']['input'];
};

/** What `returnPlan` is to do. */
export type ReturnPlanInput = {
  /** At least one that the plan version holds. */
  readonly keyTasks: ReadonlyArray<ReturnedKeyTaskInput>;
  /** Hash of the plan version that was submitted. */
  readonly planVersionHash: Scalars['String']['input'];
  /** Why the plan is returned. */
  readonly reason: Scalars['String']['input'];
  /** The submission. */
  readonly submissionId: Scalars['ID']['input'];
};

/** A key task that the committee returned with a plan. */
export type ReturnedKeyTask = {
  readonly __typename?: 'ReturnedKeyTask';
  /** The key task that it is about. */
  readonly keyTask?: Maybe<KeyTask>;
  /** What is to be amended, and why. */
  readonly reason: Scalars['String']['output'];
  /** The sealed version that the plan version holds of it. */
  readonly version: Version;
};

/** A key task that is returned with a plan. */
export type ReturnedKeyTaskInput = {
  /** The key task. */
  readonly keyTaskId: Scalars['ID']['input'];
  /** What is to be amended, and why. */
  readonly reason: Scalars['String']['input'];
};

/** A review (검토), bound to one version's hash. */
export type Review = Node & {
  readonly __typename?: 'Review';
  /** What was asked; null for a request to the reviewer by name. */
  readonly askedRole?: Maybe<ReviewerRole>;
  /** With SUBCOMMITTEE_LEAD. */
  readonly askedSubcommittee?: Maybe<Subcommittee>;
  /** On single blocks of it. */
  readonly blockRemarks: ReadonlyArray<BlockRemark>;
  /** SHA-256 of the text in question, 64 hexadecimal digits. */
  readonly contentHash: Scalars['String']['output'];
  /** When it was given; null before. */
  readonly decidedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Until when it is wanted. */
  readonly dueAt?: Maybe<Scalars['DateTime']['output']>;
  /** Opaque and stable; `node(id:)` finds the object again. */
  readonly id: Scalars['ID']['output'];
  /** Why it was invalidated. */
  readonly invalidatedReason?: Maybe<Scalars['String']['output']>;
  /** The key task that it is about. */
  readonly keyTask: KeyTask;
  /** How many approvals approve the version. */
  readonly minimumApprovals: Scalars['Int']['output'];
  /** Whether that has passed without an answer. */
  readonly overdue: Scalars['Boolean']['output'];
  /** On the text as a whole. */
  readonly remarks?: Maybe<Scalars['String']['output']>;
  /** When it was asked for. */
  readonly requestedAt: Scalars['DateTime']['output'];
  /** Null for a request that nobody of `askedRole` has answered yet. */
  readonly reviewer?: Maybe<Member>;
  /** What has become of it. */
  readonly state: ReviewState;
  /** The version that it is bound to. */
  readonly version: Version;
};

/** A review was asked for, given or made void. */
export type ReviewChanged = Event & {
  readonly __typename?: 'ReviewChanged';
  /** Who did it; null for the server itself. */
  readonly actor?: Maybe<Member>;
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** SHA-256 of the text in question, 64 hexadecimal digits. */
  readonly contentHash: Scalars['String']['output'];
  /** Position in the log; pass it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** Opaque and stable. */
  readonly id: Scalars['ID']['output'];
  /** The key task that it is about. */
  readonly keyTask?: Maybe<KeyTask>;
  /** What kind it is. */
  readonly kind: EventKind;
  /** The review that it is about. */
  readonly review?: Maybe<Review>;
  /** The state from then on. */
  readonly state: ReviewState;
};

/** A page of a list of reviews. */
export type ReviewConnection = {
  readonly __typename?: 'ReviewConnection';
  /** The entries of this page, each with its cursor. */
  readonly edges: ReadonlyArray<ReviewEdge>;
  /** The entries of this page, without their cursors. */
  readonly nodes: ReadonlyArray<Review>;
  /** Where the page ends, and whether there is another. */
  readonly pageInfo: PageInfo;
};

/** An entry of a list of reviews. */
export type ReviewEdge = {
  readonly __typename?: 'ReviewEdge';
  /** Where it stands in the list; pass it as `after` to go on behind it. */
  readonly cursor: Scalars['String']['output'];
  /** The entry. */
  readonly node: Review;
};

/** What mutations of a review return. */
export type ReviewPayload = MutationPayload & {
  readonly __typename?: 'ReviewPayload';
  /** As it is now; null when nothing was done. */
  readonly keyTask?: Maybe<KeyTask>;
  /** As it is now; null when nothing was done. */
  readonly review?: Maybe<Review>;
  /** Why nothing was changed; empty when it was. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** What becomes of a review. */
export type ReviewState =
  /** The reviewer approves the text. */
  | 'APPROVED'
  /** The reviewer asks for changes. */
  | 'CHANGES_REQUESTED'
  /** It is void: its text is no longer in question, or who gave it may not any more. */
  | 'INVALIDATED'
  /** It was asked for, and is not given yet. */
  | 'REQUESTED';

/** What a reviewer says of a version. */
export type ReviewVerdict =
  /** It can go to the table as it is. */
  | 'APPROVE'
  /** It is to be drafted again. */
  | 'REQUEST_CHANGES';

/** Who may be asked for a review without being named. */
export type ReviewerRole =
  /** Who presides. */
  | 'CHAIR'
  /** Who holds the role REVIEWER. */
  | 'REVIEWER'
  /** Who holds the role SECRETARIAT. */
  | 'SECRETARIAT'
  /** The lead of a subcommittee that is named with it. */
  | 'SUBCOMMITTEE_LEAD';

/** A role that is asked for a review. */
export type ReviewerRoleInput = {
  /** Who is asked. */
  readonly role: ReviewerRole;
  /** With SUBCOMMITTEE_LEAD, and only there. */
  readonly subcommitteeId?: InputMaybe<Scalars['ID']['input']>;
};

/** The draft at one point of its update log (SPEC.md, TM). */
export type Revision = {
  readonly __typename?: 'Revision';
  /** When the last of these entries was taken in; null before the first, as are the next three. */
  readonly at?: Maybe<Scalars['DateTime']['output']>;
  /** Whose entry it is. */
  readonly author?: Maybe<Member>;
  /** Who wrote what of the text. */
  readonly blame: Blame;
  /** ProseMirror JSON. */
  readonly content: Scalars['JSON']['output'];
  /** What kept the text from being cut into a version. */
  readonly contentProblems: ReadonlyArray<ContentProblem>;
  /** The draft as it is now. */
  readonly draft: Draft;
  /** Structured fields: goal, indicators, leadMinistry, schedule, budget. */
  readonly fields: Scalars['JSON']['output'];
  /** Hash of that entry, 64 hexadecimal digits. */
  readonly hash?: Maybe<Scalars['String']['output']>;
  /** The text as Markdown (GitHub flavour). */
  readonly markdown: Scalars['String']['output'];
  /** The member's organisation at that time. */
  readonly organisation?: Maybe<Scalars['String']['output']>;
  /** The text as plain text. */
  readonly plainText: Scalars['String']['output'];
  /** Position in the update log: how many entries it had. 0 is the empty draft before the first. */
  readonly sequence: Scalars['Int']['output'];
};

/** A role for the whole task force. */
export type Role =
  /** Manages accounts. */
  | 'ADMINISTRATOR'
  /** Presides, tables key tasks, closes ballots. */
  | 'CHAIR'
  /** Reads everything, changes nothing. */
  | 'OBSERVER'
  /** Reviews versions. */
  | 'REVIEWER'
  /** Runs rosters, tables key tasks, publishes. */
  | 'SECRETARIAT'
  /** Adopts or returns a plan. */
  | 'STRATEGY_COMMITTEE';

/** A member was taken off an open ballot's roster. */
export type RosterChanged = Event & {
  readonly __typename?: 'RosterChanged';
  /** Who did it; null for the server itself. */
  readonly actor?: Maybe<Member>;
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** The ballot that it is about. */
  readonly ballot?: Maybe<Ballot>;
  /** Position in the log; pass it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** Opaque and stable. */
  readonly id: Scalars['ID']['output'];
  /** The key task that it is about. */
  readonly keyTask?: Maybe<KeyTask>;
  /** What kind it is. */
  readonly kind: EventKind;
  /** Who was taken off the roster. */
  readonly member?: Maybe<Member>;
  /** Why. */
  readonly reason: Scalars['String']['output'];
  /** As it was from then on; null when the ballot is secret. */
  readonly tally?: Maybe<Tally>;
  /** As it was from then on. */
  readonly turnout: Turnout;
};

/** A member whose account was deactivated was taken off an open ballot's roster. */
export type RosterRemoval = {
  readonly __typename?: 'RosterRemoval';
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** Who took the member off. */
  readonly by?: Maybe<Member>;
  /** Who was taken off. */
  readonly member: Member;
  /** Why. */
  readonly reason: Scalars['String']['output'];
};

/** What `seatMember` is to do. */
export type SeatMemberInput = {
  /** The member. */
  readonly memberId: Scalars['ID']['input'];
  /** What the seat is to be. */
  readonly role: SubcommitteeRole;
  /** The subcommittee. */
  readonly subcommitteeId: Scalars['ID']['input'];
};

/** A vote of a secret ballot: nobody knows whose, but who has its ticket (SPEC.md, DC-13). */
export type SecretVote = {
  readonly __typename?: 'SecretVote';
  /** Set on a DISCUSS that the chair has overruled. */
  readonly overruled?: Maybe<Overruling>;
  /** Why, when a reason was given. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** SHA-256 over the ballot's id and the ticket. */
  readonly receipt: Scalars['String']['output'];
  /** What was voted. */
  readonly value: PositionValue;
};

/** What a member comes from. */
export type Sector =
  /** A university or a research institute. */
  | 'ACADEMIA'
  /** A public agency. */
  | 'AGENCY'
  /** A civic organisation. */
  | 'CIVIL_SOCIETY'
  /** A ministry or a local government. */
  | 'GOVERNMENT'
  /** A company or an association of companies. */
  | 'INDUSTRY';

/** A pair of tokens. The access token goes into `Authorization: Bearer …`. */
export type Session = {
  readonly __typename?: 'Session';
  /** Goes into the header `Authorization`, and over WebSocket into `connection_init`. */
  readonly accessToken: Scalars['String']['output'];
  /** When the access token ends. */
  readonly accessTokenExpiresAt: Scalars['DateTime']['output'];
  /** Gives the next pair, once: see `refreshSession`. */
  readonly refreshToken: Scalars['String']['output'];
  /** When the refresh token ends. */
  readonly refreshTokenExpiresAt: Scalars['DateTime']['output'];
};

/** What `setDigest` is to do. */
export type SetDigestInput = {
  /** How often it is to come; the first one comes a period after this. */
  readonly digest: DigestFrequency;
};

/** What `setDigest` returns. */
export type SetDigestPayload = MutationPayload & {
  readonly __typename?: 'SetDigestPayload';
  /** As it is now; null when nothing was done. */
  readonly digest?: Maybe<DigestFrequency>;
  /** Why nothing was changed; empty when it was. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** What `setMemberRoles` is to do. */
export type SetMemberRolesInput = {
  /** The member. */
  readonly memberId: Scalars['ID']['input'];
  /** All roles that the member is to hold. */
  readonly roles: ReadonlyArray<Role>;
};

/** What `signIn` is to do. */
export type SignInInput = {
  /** Address of the account. */
  readonly email: Scalars['String']['input'];
  /** Its password. */
  readonly password: Scalars['String']['input'];
};

/** What `signIn` and `refreshSession` return. */
export type SignInPayload = MutationPayload & {
  readonly __typename?: 'SignInPayload';
  /** Who signed in. */
  readonly member?: Maybe<Member>;
  /** Its tokens; null when there is none. */
  readonly session?: Maybe<Session>;
  /** Why nothing was changed; empty when it was. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** What `signOut` returns. */
export type SignOutPayload = MutationPayload & {
  readonly __typename?: 'SignOutPayload';
  /** Why nothing was changed; empty when it was. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** A branch of the plan's tree (추진전략). */
export type Strategy = Node & {
  readonly __typename?: 'Strategy';
  /** The title in English, when given. */
  readonly englishTitle?: Maybe<Scalars['String']['output']>;
  /** Opaque and stable; `node(id:)` finds the object again. */
  readonly id: Scalars['ID']['output'];
  /** In order. */
  readonly keyTasks: KeyTaskConnection;
  /** What the viewer may do with it now, and why not. */
  readonly permissions: ReadonlyArray<Permission>;
  /** The plan that it is a branch of. */
  readonly plan: Plan;
  /** Place among the plan's strategies, from 0. */
  readonly position: Scalars['Int']['output'];
  /** The title. */
  readonly title: Scalars['String']['output'];
};


/** A branch of the plan's tree (추진전략). */
export type StrategyKeyTasksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A strategy as it was at a moment. */
export type StrategyAsOf = {
  readonly __typename?: 'StrategyAsOf';
  /** Place among the plan's strategies, from 0. */
  readonly position: Scalars['Int']['output'];
  /** Null when it was removed since. */
  readonly strategy?: Maybe<Strategy>;
  /** Its title then. */
  readonly title: Scalars['String']['output'];
};

/** A strategy of a plan was changed. */
export type StrategyChanged = Event & {
  readonly __typename?: 'StrategyChanged';
  /** Who did it; null for the server itself. */
  readonly actor?: Maybe<Member>;
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** `CREATED`, `RENAMED`, `MOVED` or `REMOVED`. */
  readonly change: Scalars['String']['output'];
  /** Position in the log; pass it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** Opaque and stable. */
  readonly id: Scalars['ID']['output'];
  /** What kind it is. */
  readonly kind: EventKind;
  /** The plan that it is, or was, a branch of. */
  readonly plan?: Maybe<Plan>;
  /** Null once it is removed. */
  readonly strategy?: Maybe<Strategy>;
  /** The title from then on, or when it was removed. */
  readonly title: Scalars['String']['output'];
};

/** What mutations of a strategy return. */
export type StrategyPayload = MutationPayload & {
  readonly __typename?: 'StrategyPayload';
  /** As it is now; null when nothing was done. */
  readonly strategy?: Maybe<Strategy>;
  /** Why nothing was changed; empty when it was. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** A subcommittee (분과) works out key tasks. */
export type Subcommittee = Node & {
  readonly __typename?: 'Subcommittee';
  /** The name in English, when given. */
  readonly englishName?: Maybe<Scalars['String']['output']>;
  /** Opaque and stable; `node(id:)` finds the object again. */
  readonly id: Scalars['ID']['output'];
  /** The name. */
  readonly name: Scalars['String']['output'];
  /** Seats of active members, leads first. For members. */
  readonly seats: ReadonlyArray<SubcommitteeSeat>;
  /** Short, stable, lower case, e.g. `public-cloud`. */
  readonly slug: Scalars['String']['output'];
};

/** What mutations of a subcommittee return. */
export type SubcommitteePayload = MutationPayload & {
  readonly __typename?: 'SubcommitteePayload';
  /** As it is now; null when nothing was done. */
  readonly subcommittee?: Maybe<Subcommittee>;
  /** Why nothing was changed; empty when it was. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** What a seat is. */
export type SubcommitteeRole =
  /** Leads the subcommittee: creates its key tasks and submits versions. */
  | 'LEAD'
  /** Edits the drafts of the subcommittee's key tasks. */
  | 'MEMBER';

/** A member's place in a subcommittee. */
export type SubcommitteeSeat = {
  readonly __typename?: 'SubcommitteeSeat';
  /** Whose seat it is. */
  readonly member: Member;
  /** What the seat is. */
  readonly role: SubcommitteeRole;
  /** Where the seat is. */
  readonly subcommittee: Subcommittee;
};

/** What `submitPlan` is to do. */
export type SubmitPlanInput = {
  /** The plan. */
  readonly planId: Scalars['ID']['input'];
  /** Hash of the plan's latest version. Refused with STALE_HASH when it is another one. */
  readonly planVersionHash: Scalars['String']['input'];
};

/** What `submitReview` is to do. */
export type SubmitReviewInput = {
  /** At most 100. */
  readonly blockRemarks?: InputMaybe<ReadonlyArray<BlockRemarkInput>>;
  /** Hash of the version that was read. Refused with STALE_HASH when it is no longer the version in question. */
  readonly contentHash: Scalars['String']['input'];
  /** The key task. */
  readonly keyTaskId: Scalars['ID']['input'];
  /** On the text as a whole; at most 10,000 characters. Changes need remarks, on the whole or on a block. */
  readonly remarks?: InputMaybe<Scalars['String']['input']>;
  /** What the reviewer says of it. */
  readonly verdict: ReviewVerdict;
};

/** What `submitVersion` is to do. */
export type SubmitVersionInput = {
  /** Until when reviews are wanted; in the future. Nothing happens by itself when it has passed. */
  readonly dueAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The key task. */
  readonly keyTaskId: Scalars['ID']['input'];
  /** How many approvals approve it, from 1; all that were asked for when left out. */
  readonly minimumApprovals?: InputMaybe<Scalars['Int']['input']>;
  /** 1 to 200 characters. */
  readonly name: Scalars['String']['input'];
  /** Members asked to review. When neither they nor roles are named, anybody with the role REVIEWER is asked. */
  readonly reviewerIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Asked as well: one member of each who holds it. */
  readonly reviewerRoles?: InputMaybe<ReadonlyArray<ReviewerRoleInput>>;
};

/** What can be followed, over graphql-transport-ws. */
export type Subscription = {
  readonly __typename?: 'Subscription';
  /**
   * The activity log as it grows. With `after`, everything after that cursor is replayed first and then goes live,
   * without a gap or a duplicate, under the same filter. Without it, only what happens from now on. A cursor that doesn't lead
   * into the log (any more) is told by an `ActivityReset` first.
   */
  readonly activity: Event;
  /** Who has the draft open: the list now, and again whenever it changes. */
  readonly presence: ReadonlyArray<Presence>;
};


/** What can be followed, over graphql-transport-ws. */
export type SubscriptionActivityArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ActivityFilter>;
  gather?: Scalars['Int']['input'];
};


/** What can be followed, over graphql-transport-ws. */
export type SubscriptionPresenceArgs = {
  draftId: Scalars['ID']['input'];
};

/** What `tableKeyTask` is to do. */
export type TableKeyTaskInput = {
  /** Hash of the approved version. */
  readonly contentHash: Scalars['String']['input'];
  /** The key task. */
  readonly keyTaskId: Scalars['ID']['input'];
};

/** How the votes of a ballot stand. */
export type Tally = {
  readonly __typename?: 'Tally';
  /** How many abstain. */
  readonly abstain: Scalars['Int']['output'];
  /** How many approve. */
  readonly approve: Scalars['Int']['output'];
  /** How many want to discuss. */
  readonly discuss: Scalars['Int']['output'];
  /** How many of them are needed. */
  readonly needed: Scalars['Int']['output'];
  /** How many have no objection. */
  readonly noObjection: Scalars['Int']['output'];
  /** How many of those that want to discuss were overruled. */
  readonly overruled: Scalars['Int']['output'];
  /** Members of the roster, less the recused, who have taken a position. */
  readonly present: Scalars['Int']['output'];
  /** Whether enough of the roster have taken a position. */
  readonly quorumReached: Scalars['Boolean']['output'];
  /** How many are recused. */
  readonly recuse: Scalars['Int']['output'];
  /** How many of them were taken off since. */
  readonly removed: Scalars['Int']['output'];
  /** Members on the roster when the ballot opened. */
  readonly roster: Scalars['Int']['output'];
  /** Whether it would be confirmed if the ballot were closed now. */
  readonly wouldConfirm: Scalars['Boolean']['output'];
};

/** What makes one text out of another (SPEC.md, CP). */
export type TextDifference = {
  readonly __typename?: 'TextDifference';
  /**
   * Blocks with text, and horizontal rules, of the later text in their order; what was removed stands behind what it stood
   * behind. Without those that are the same in the same place, unless they are asked for.
   */
  readonly blocks: BlockDifferenceConnection;
  /** Structured fields that differ. */
  readonly fields: ReadonlyArray<FieldChange>;
  /** The whole difference as HTML for people to read; all text of it is escaped. */
  readonly html: Scalars['String']['output'];
  /** The whole difference as text for people to read. */
  readonly text: Scalars['String']['output'];
  /** Title of the later one. */
  readonly titleAfter: Scalars['String']['output'];
  /** Title of the earlier one. */
  readonly titleBefore: Scalars['String']['output'];
};


/** What makes one text out of another (SPEC.md, CP). */
export type TextDifferenceBlocksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  unchanged?: Scalars['Boolean']['input'];
};

/** A stretch of text in one text or both. */
export type TextPart = {
  readonly __typename?: 'TextPart';
  /** Null when it was deleted. */
  readonly formatAfter?: Maybe<Scalars['JSON']['output']>;
  /** How it was set: `type` and `marks` in canonical form; null when it was inserted. */
  readonly formatBefore?: Maybe<Scalars['JSON']['output']>;
  /** What became of it. */
  readonly kind: TextPartKind;
  /** The characters. */
  readonly text: Scalars['String']['output'];
};

/** What became of a stretch of text. */
export type TextPartKind =
  /** It is in the earlier text only. */
  | 'DELETED'
  /** It is in both, set in the same way. */
  | 'EQUAL'
  /** The same words, set in another way. */
  | 'FORMATTED'
  /** It is in the later text only. */
  | 'INSERTED';

/** How many take part in a ballot. */
export type Turnout = {
  readonly __typename?: 'Turnout';
  /** How many of them are needed. */
  readonly needed: Scalars['Int']['output'];
  /** Members of the roster, less the recused, who have taken a position. */
  readonly present: Scalars['Int']['output'];
  /** Whether enough of the roster have taken a position. */
  readonly quorumReached: Scalars['Boolean']['output'];
  /** How many are recused. */
  readonly recuse: Scalars['Int']['output'];
  /** How many of them were taken off since. */
  readonly removed: Scalars['Int']['output'];
  /** Members on the roster when the ballot opened. */
  readonly roster: Scalars['Int']['output'];
};

/** What others have done since the viewer last looked. */
export type UnreadActivity = {
  readonly __typename?: 'UnreadActivity';
  /** At most 1,000. */
  readonly count: Scalars['Int']['output'];
  /** Where the viewer last looked; its cursor is what `activity(after:)` goes on from. Null when the viewer never did. */
  readonly mark?: Maybe<ActivityMark>;
};

/** What `unseatMember` is to do. */
export type UnseatMemberInput = {
  /** The member. */
  readonly memberId: Scalars['ID']['input'];
  /** The subcommittee. */
  readonly subcommitteeId: Scalars['ID']['input'];
};

/** Fields that are left out stay as they are; null clears an optional one. */
export type UpdatePlanInput = {
  /** How ballots to come are decided. */
  readonly ballotRule?: InputMaybe<BallotRuleInput>;
  /** Conflicts that keep a key task from being tabled and confirmed. */
  readonly blockingConflicts?: InputMaybe<ReadonlyArray<ConflictRule>>;
  /** The new title in English; null clears it. */
  readonly englishTitle?: InputMaybe<Scalars['String']['input']>;
  /** How plan versions to come are numbered. */
  readonly numbering?: InputMaybe<ReadonlyArray<NumberingLevelInput>>;
  /** The plan. */
  readonly planId: Scalars['ID']['input'];
  /** The new title. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
  /** The new vision; null clears it. */
  readonly vision?: InputMaybe<Scalars['String']['input']>;
};

/** What `updateWebhook` is to do. Fields that are left out stay as they are. */
export type UpdateWebhookInput = {
  /** An inactive webhook keeps its cursor: what happens meanwhile is delivered when it is active again. */
  readonly active?: InputMaybe<Scalars['Boolean']['input']>;
  /** Null for everything. */
  readonly filter?: InputMaybe<ActivityFilter>;
  /** Whether deliveries are signed with a new secret, which the payload shows, from now on. */
  readonly renewSecret?: InputMaybe<Scalars['Boolean']['input']>;
  /** As with `createWebhook`. */
  readonly url?: InputMaybe<Scalars['String']['input']>;
  /** Of the webhook that is changed. */
  readonly webhookId: Scalars['ID']['input'];
};

/** Why a mutation changed nothing. */
export type UserError = {
  readonly __typename?: 'UserError';
  /** Why, for a program. */
  readonly code: UserErrorCode;
  /** Path of the input field that is wrong, when one is. */
  readonly field?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** For a person, in English. */
  readonly message: Scalars['String']['output'];
};

/** Why a mutation changed nothing, for a program. */
export type UserErrorCode =
  /** There is already one like it. */
  | 'ALREADY_EXISTS'
  /** Somebody else changed the object in between; read it again. */
  | 'CONFLICT'
  /** The text contradicts another one of the plan in a way that the plan doesn't admit (SPEC.md, CA). */
  | 'CONFLICTING_TEXT'
  /** The viewer may not do this. */
  | 'FORBIDDEN'
  /** An author of a version may not review it. */
  | 'FOUR_EYES'
  /** The draft is frozen. */
  | 'FROZEN'
  /** The object's state doesn't allow this. */
  | 'ILLEGAL_TRANSITION'
  /** The draft's content doesn't fit the published content schema; the message names the block. */
  | 'INVALID_CONTENT'
  /** E-mail and password don't match an active account. */
  | 'INVALID_CREDENTIALS'
  /** A value is malformed, too long, empty or out of range. */
  | 'INVALID_INPUT'
  /** There is no such object, or the viewer may not see it. */
  | 'NOT_FOUND'
  /** Too few of the roster have taken a position. */
  | 'QUORUM_NOT_REACHED'
  /** The hash named is not that of the text in question. */
  | 'STALE_HASH';

/** A named, immutable snapshot of a draft with a content hash. */
export type Version = Node & {
  readonly __typename?: 'Version';
  /** Everybody who wrote in the draft up to this version. */
  readonly authors: ReadonlyArray<Member>;
  /** Who wrote what of it. For members. */
  readonly blame?: Maybe<Blame>;
  /** The canonical form itself: hash its UTF-8 bytes to check `contentHash`. */
  readonly canonicalForm: Scalars['String']['output'];
  /** The text as ProseMirror JSON. */
  readonly content: Scalars['JSON']['output'];
  /** SHA-256 of the canonical form (SPEC.md, CF), 64 hexadecimal digits. */
  readonly contentHash: Scalars['String']['output'];
  /** When it was cut. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Who named or submitted it. For members. */
  readonly createdBy?: Maybe<Member>;
  /**
   * What makes this text out of that of another version, of this key task or another one. Null when the viewer may not
   * read the other version.
   */
  readonly difference?: Maybe<TextDifference>;
  /** Structured fields: goal, indicators, leadMinistry, schedule, budget. */
  readonly fields: Scalars['JSON']['output'];
  /** Opaque and stable; `node(id:)` finds the object again. */
  readonly id: Scalars['ID']['output'];
  /** The key task whose text it is. */
  readonly keyTask: KeyTask;
  /** Hash of the update log's entry at that position. */
  readonly logHash: Scalars['String']['output'];
  /** The text as Markdown (GitHub flavour). */
  readonly markdown: Scalars['String']['output'];
  /** The name that it was given. */
  readonly name: Scalars['String']['output'];
  /** 1, 2, 3 … within the key task. */
  readonly number: Scalars['Int']['output'];
  /** The text as plain text. */
  readonly plainText: Scalars['String']['output'];
  /** Reviews of it, oldest first. For members. */
  readonly reviews: ReadonlyArray<Review>;
  /** Set once a decision has sealed it: it is a milestone. */
  readonly sealedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Position in the draft's update log that the version was cut at. */
  readonly sequence: Scalars['Int']['output'];
  /** How much of it is whose; the largest share first. For members. */
  readonly shares?: Maybe<ReadonlyArray<BlameShare>>;
  /** The key task's title when the version was cut; part of the hashed form. */
  readonly title: Scalars['String']['output'];
};


/** A named, immutable snapshot of a draft with a content hash. */
export type VersionDifferenceArgs = {
  from: Scalars['ID']['input'];
};


/** A named, immutable snapshot of a draft with a content hash. */
export type VersionSharesArgs = {
  by?: BlameGrouping;
};

/** A page of a list of versions. */
export type VersionConnection = {
  readonly __typename?: 'VersionConnection';
  /** The entries of this page, each with its cursor. */
  readonly edges: ReadonlyArray<VersionEdge>;
  /** The entries of this page, without their cursors. */
  readonly nodes: ReadonlyArray<Version>;
  /** Where the page ends, and whether there is another. */
  readonly pageInfo: PageInfo;
};

/** An entry of a list of versions. */
export type VersionEdge = {
  readonly __typename?: 'VersionEdge';
  /** Where it stands in the list; pass it as `after` to go on behind it. */
  readonly cursor: Scalars['String']['output'];
  /** The entry. */
  readonly node: Version;
};

/** A version of a draft was named. */
export type VersionNamed = Event & {
  readonly __typename?: 'VersionNamed';
  /** Who did it; null for the server itself. */
  readonly actor?: Maybe<Member>;
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** SHA-256 of the text in question, 64 hexadecimal digits. */
  readonly contentHash: Scalars['String']['output'];
  /** Position in the log; pass it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** Opaque and stable. */
  readonly id: Scalars['ID']['output'];
  /** The key task that it is about. */
  readonly keyTask?: Maybe<KeyTask>;
  /** What kind it is. */
  readonly kind: EventKind;
  /** The version's name. */
  readonly name: Scalars['String']['output'];
  /** The version that it is about. */
  readonly version?: Maybe<Version>;
};

/** What mutations of a version return. */
export type VersionPayload = MutationPayload & {
  readonly __typename?: 'VersionPayload';
  /** As it is now; null when nothing was done. */
  readonly keyTask?: Maybe<KeyTask>;
  /** Why nothing was changed; empty when it was. */
  readonly userErrors: ReadonlyArray<UserError>;
  /** As it is now; null when nothing was done. */
  readonly version?: Maybe<Version>;
};

/** The signed-in member and what belongs to the session. */
export type Viewer = {
  readonly __typename?: 'Viewer';
  /** How often the member gets a digest by mail; NEVER unless they chose otherwise. */
  readonly digest: DigestFrequency;
  /** When the access token ends. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** Who is signed in. */
  readonly member: Member;
  /** What the viewer may do that isn't bound to one object. */
  readonly permissions: ReadonlyArray<Permission>;
};

/**
 * Somebody's server that is told of events as they happen (SPEC.md, WH): `POST` with a body of JSON, signed by the Standard
 * Webhooks specification. It is told of what members may see, not only of what is public, so that only the secretariat and
 * administrators see and manage webhooks. Each of them gets the events of its filter in order, and each event at least once;
 * `webhook-id` tells the same one again.
 */
export type Webhook = Node & {
  readonly __typename?: 'Webhook';
  /** Whether events are delivered. Becomes false when the receiver answers 410 (Gone). */
  readonly active: Scalars['Boolean']['output'];
  /** When it was made. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Whoever made it; it goes on when that member is deactivated. */
  readonly createdBy?: Maybe<Member>;
  /** Position in the activity log up to which events have been delivered, or given up. */
  readonly cursor: Scalars['String']['output'];
  /** Deliveries that were given up, newest first: of the last 30 days, and at most 1,000. */
  readonly deadLetters: WebhookDeadLetterConnection;
  /** How often the delivery of the next event has failed. */
  readonly failedAttempts: Scalars['Int']['output'];
  /** Since when nothing has been delivered; null unless the last attempt failed. */
  readonly failingSince?: Maybe<Scalars['DateTime']['output']>;
  /** Which events are delivered. */
  readonly filter: WebhookFilter;
  /** Opaque and stable; `node(id:)` finds the object again. */
  readonly id: Scalars['ID']['output'];
  /** Why the last attempt failed; null when it didn't. */
  readonly lastError?: Maybe<Scalars['String']['output']>;
  /** What the viewer may do with it now, and why not. */
  readonly permissions: ReadonlyArray<Permission>;
  /** When the next event is tried again; null when it doesn't wait. */
  readonly retryAt?: Maybe<Scalars['DateTime']['output']>;
  /** Where deliveries are sent. */
  readonly url: Scalars['String']['output'];
};


/**
 * Somebody's server that is told of events as they happen (SPEC.md, WH): `POST` with a body of JSON, signed by the Standard
 * Webhooks specification. It is told of what members may see, not only of what is public, so that only the secretariat and
 * administrators see and manage webhooks. Each of them gets the events of its filter in order, and each event at least once;
 * `webhook-id` tells the same one again.
 */
export type WebhookDeadLettersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of a list of webhooks. */
export type WebhookConnection = {
  readonly __typename?: 'WebhookConnection';
  /** The entries of this page, each with its cursor. */
  readonly edges: ReadonlyArray<WebhookEdge>;
  /** The entries of this page, without their cursors. */
  readonly nodes: ReadonlyArray<Webhook>;
  /** Where the page ends, and whether there is another. */
  readonly pageInfo: PageInfo;
};

/** A delivery that was given up after 8 attempts in a little over a day. */
export type WebhookDeadLetter = Node & {
  readonly __typename?: 'WebhookDeadLetter';
  /** When it was given up. */
  readonly at: Scalars['DateTime']['output'];
  /** How often it was tried, by hand as well. */
  readonly attempts: Scalars['Int']['output'];
  /** What it tells of; null when the log doesn't have it. */
  readonly event?: Maybe<Event>;
  /** Opaque and stable; `node(id:)` finds the object again. */
  readonly id: Scalars['ID']['output'];
  /** Why the last attempt failed. */
  readonly lastError: Scalars['String']['output'];
  /** What the viewer may do with it now, and why not. */
  readonly permissions: ReadonlyArray<Permission>;
  /** Where it was to go; null when it has just been deleted. */
  readonly webhook?: Maybe<Webhook>;
};

/** A page of a list of dead letters. */
export type WebhookDeadLetterConnection = {
  readonly __typename?: 'WebhookDeadLetterConnection';
  /** The entries of this page, each with its cursor. */
  readonly edges: ReadonlyArray<WebhookDeadLetterEdge>;
  /** The entries of this page, without their cursors. */
  readonly nodes: ReadonlyArray<WebhookDeadLetter>;
  /** Where the page ends, and whether there is another. */
  readonly pageInfo: PageInfo;
};

/** An entry of a list of dead letters. */
export type WebhookDeadLetterEdge = {
  readonly __typename?: 'WebhookDeadLetterEdge';
  /** Where it stands in the list; pass it as `after` to go on behind it. */
  readonly cursor: Scalars['String']['output'];
  /** The entry. */
  readonly node: WebhookDeadLetter;
};

/** An entry of a list of webhooks. */
export type WebhookEdge = {
  readonly __typename?: 'WebhookEdge';
  /** Where it stands in the list; pass it as `after` to go on behind it. */
  readonly cursor: Scalars['String']['output'];
  /** The entry. */
  readonly node: Webhook;
};

/** All conditions that are given must hold, as with `activity`. */
export type WebhookFilter = {
  readonly __typename?: 'WebhookFilter';
  /** Who acted. */
  readonly actor?: Maybe<Member>;
  /** About this key task. */
  readonly keyTask?: Maybe<KeyTask>;
  /** Of one of these kinds; null for all. */
  readonly kinds?: Maybe<ReadonlyArray<EventKind>>;
  /** About this plan. */
  readonly plan?: Maybe<Plan>;
  /** About this subcommittee, or a key task that was its own then. */
  readonly subcommittee?: Maybe<Subcommittee>;
};

/** What `createWebhook` and `updateWebhook` return. */
export type WebhookPayload = MutationPayload & {
  readonly __typename?: 'WebhookPayload';
  /** The key that signs deliveries, `whsec_` and its base64, when it is new; shown only then, and to who repeats the request under its Idempotency-Key within a day. */
  readonly secret?: Maybe<Scalars['String']['output']>;
  /** Why nothing was changed; empty when it was. */
  readonly userErrors: ReadonlyArray<UserError>;
  /** As it is now; null when nothing was done. */
  readonly webhook?: Maybe<Webhook>;
};

/** What `withdrawKeyTask` is to do. */
export type WithdrawKeyTaskInput = {
  /** The key task. */
  readonly keyTaskId: Scalars['ID']['input'];
  /** Why. */
  readonly reason: Scalars['String']['input'];
};

/** What `withdrawPlan` is to do. */
export type WithdrawPlanInput = {
  /** Why. */
  readonly reason: Scalars['String']['input'];
  /** The submission. */
  readonly submissionId: Scalars['ID']['input'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Event:
    | ( ResetEvent )
    | ( EventRecord )
    | ( EventRecord )
    | ( EventRecord )
    | ( EventRecord )
    | ( EventRecord )
    | ( EventRecord )
    | ( EventRecord )
    | ( EventRecord )
    | ( EventRecord )
    | ( EventRecord )
    | ( EventRecord )
    | ( EventRecord )
    | ( EventRecord )
    | ( EventRecord )
    | ( EventRecord )
    | ( EventRecord )
    | ( EventRecord )
  ;
  MutationPayload:
    | ( Omit<BallotPayload, 'ballot' | 'keyTask'> & { ballot?: Maybe<_RefType['Ballot']>, keyTask?: Maybe<_RefType['KeyTask']> } )
    | ( ChangePasswordPayload )
    | ( Omit<DecisionPayload, 'decision' | 'keyTask' | 'planVersion'> & { decision?: Maybe<_RefType['Decision']>, keyTask?: Maybe<_RefType['KeyTask']>, planVersion?: Maybe<_RefType['PlanVersion']> } )
    | ( DeleteWebhookPayload )
    | ( Omit<DraftPayload, 'draft'> & { draft?: Maybe<_RefType['Draft']> } )
    | ( Omit<KeyTaskPayload, 'keyTask'> & { keyTask?: Maybe<_RefType['KeyTask']> } )
    | ( Omit<MarkActivityReadPayload, 'mark'> & { mark?: Maybe<_RefType['ActivityMark']> } )
    | ( Omit<MemberPayload, 'member'> & { member?: Maybe<_RefType['Member']> } )
    | ( Omit<PlanPayload, 'plan'> & { plan?: Maybe<_RefType['Plan']> } )
    | ( Omit<PlanSubmissionPayload, 'submission'> & { submission?: Maybe<_RefType['PlanSubmission']> } )
    | ( Omit<RedeliverDeadLetterPayload, 'deadLetter' | 'webhook'> & { deadLetter?: Maybe<_RefType['WebhookDeadLetter']>, webhook?: Maybe<_RefType['Webhook']> } )
    | ( Omit<ReviewPayload, 'keyTask' | 'review'> & { keyTask?: Maybe<_RefType['KeyTask']>, review?: Maybe<_RefType['Review']> } )
    | ( SetDigestPayload )
    | ( Omit<SignInPayload, 'member'> & { member?: Maybe<_RefType['Member']> } )
    | ( SignOutPayload )
    | ( Omit<StrategyPayload, 'strategy'> & { strategy?: Maybe<_RefType['Strategy']> } )
    | ( Omit<SubcommitteePayload, 'subcommittee'> & { subcommittee?: Maybe<_RefType['Subcommittee']> } )
    | ( Omit<VersionPayload, 'keyTask' | 'version'> & { keyTask?: Maybe<_RefType['KeyTask']>, version?: Maybe<_RefType['Version']> } )
    | ( Omit<WebhookPayload, 'webhook'> & { webhook?: Maybe<_RefType['Webhook']> } )
  ;
  Node:
    | ( BallotRecord )
    | ( DecisionRecord )
    | ( DraftRecord )
    | ( KeyTaskRecord )
    | ( MemberRecord )
    | ( PlanRecord )
    | ( PlanSubmissionRecord )
    | ( PlanVersionRecord )
    | ( ReviewRecord )
    | ( StrategyRecord )
    | ( SubcommitteeRecord )
    | ( VersionRecord )
    | ( WebhookRecord )
    | ( DeadLetterRecord )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  ActivityFilter: ActivityFilter;
  ActivityMark: ResolverTypeWrapper<MarkRecord>;
  ActivityReset: ResolverTypeWrapper<ResetEvent>;
  AdoptPlanInput: AdoptPlanInput;
  AssignKeyTaskInput: AssignKeyTaskInput;
  Ballot: ResolverTypeWrapper<BallotRecord>;
  BallotOpened: ResolverTypeWrapper<EventRecord>;
  BallotPayload: ResolverTypeWrapper<Omit<BallotPayload, 'ballot' | 'keyTask'> & { ballot?: Maybe<ResolversTypes['Ballot']>, keyTask?: Maybe<ResolversTypes['KeyTask']> }>;
  BallotRule: ResolverTypeWrapper<BallotRule>;
  BallotRuleInput: BallotRuleInput;
  Blame: ResolverTypeWrapper<BlameAt>;
  BlameGrouping: BlameGrouping;
  BlameRun: ResolverTypeWrapper<BlameRunRecord>;
  BlameShare: ResolverTypeWrapper<ShareRecord>;
  BlamedBlock: ResolverTypeWrapper<BlamedBlockRecord>;
  BlamedBlockConnection: ResolverTypeWrapper<Omit<BlamedBlockConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['BlamedBlockEdge']>, nodes: ReadonlyArray<ResolversTypes['BlamedBlock']> }>;
  BlamedBlockEdge: ResolverTypeWrapper<Omit<BlamedBlockEdge, 'node'> & { node: ResolversTypes['BlamedBlock'] }>;
  BlamedField: ResolverTypeWrapper<BlamedFieldRecord>;
  BlockChange: ResolverTypeWrapper<BlockChange>;
  BlockChangeKind: BlockChangeKind;
  BlockDifference: ResolverTypeWrapper<BlockDifferenceRecord>;
  BlockDifferenceConnection: ResolverTypeWrapper<Omit<BlockDifferenceConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['BlockDifferenceEdge']>, nodes: ReadonlyArray<ResolversTypes['BlockDifference']> }>;
  BlockDifferenceEdge: ResolverTypeWrapper<Omit<BlockDifferenceEdge, 'node'> & { node: ResolversTypes['BlockDifference'] }>;
  BlockDifferenceKind: BlockDifferenceKind;
  BlockRemark: ResolverTypeWrapper<BlockRemarkRecord>;
  BlockRemarkInput: BlockRemarkInput;
  Body: Body;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  CastPositionInput: CastPositionInput;
  ChangePasswordInput: ChangePasswordInput;
  ChangePasswordPayload: ResolverTypeWrapper<ChangePasswordPayload>;
  CloseBallotInput: CloseBallotInput;
  Conflict: ResolverTypeWrapper<ConflictView>;
  ConflictPlace: ResolverTypeWrapper<ConflictPlaceView>;
  ConflictRule: ConflictRule;
  ContentProblem: ResolverTypeWrapper<ContentProblem>;
  CreateKeyTaskInput: CreateKeyTaskInput;
  CreateMemberInput: CreateMemberInput;
  CreatePlanInput: CreatePlanInput;
  CreateStrategyInput: CreateStrategyInput;
  CreateSubcommitteeInput: CreateSubcommitteeInput;
  CreateWebhookInput: CreateWebhookInput;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DeactivateMemberInput: DeactivateMemberInput;
  Decision: ResolverTypeWrapper<DecisionRecord>;
  DecisionConnection: ResolverTypeWrapper<Omit<DecisionConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['DecisionEdge']>, nodes: ReadonlyArray<ResolversTypes['Decision']> }>;
  DecisionEdge: ResolverTypeWrapper<Omit<DecisionEdge, 'node'> & { node: ResolversTypes['Decision'] }>;
  DecisionMade: ResolverTypeWrapper<EventRecord>;
  DecisionOutcome: DecisionOutcome;
  DecisionPayload: ResolverTypeWrapper<Omit<DecisionPayload, 'decision' | 'keyTask' | 'planVersion'> & { decision?: Maybe<ResolversTypes['Decision']>, keyTask?: Maybe<ResolversTypes['KeyTask']>, planVersion?: Maybe<ResolversTypes['PlanVersion']> }>;
  DeleteWebhookInput: DeleteWebhookInput;
  DeleteWebhookPayload: ResolverTypeWrapper<DeleteWebhookPayload>;
  DigestFrequency: DigestFrequency;
  Discussion: ResolverTypeWrapper<DiscussionRecord>;
  DiscussionEffect: DiscussionEffect;
  DiscussionOverruled: ResolverTypeWrapper<EventRecord>;
  Draft: ResolverTypeWrapper<DraftRecord>;
  DraftChanged: ResolverTypeWrapper<EventRecord>;
  DraftPayload: ResolverTypeWrapper<Omit<DraftPayload, 'draft'> & { draft?: Maybe<ResolversTypes['Draft']> }>;
  DraftRewriting: DraftRewriting;
  DraftRewritten: ResolverTypeWrapper<EventRecord>;
  Event: ResolverTypeWrapper<ToldEvent>;
  EventConnection: ResolverTypeWrapper<Omit<EventConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['EventEdge']>, nodes: ReadonlyArray<ResolversTypes['Event']> }>;
  EventEdge: ResolverTypeWrapper<Omit<EventEdge, 'node'> & { node: ResolversTypes['Event'] }>;
  EventKind: EventKind;
  FieldChange: ResolverTypeWrapper<FieldChange>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  ImportMarkdownInput: ImportMarkdownInput;
  ImportMode: ImportMode;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  InvalidateReviewInput: InvalidateReviewInput;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  KeyTask: ResolverTypeWrapper<KeyTaskRecord>;
  KeyTaskAsOf: ResolverTypeWrapper<KeyTaskAsOfRecord>;
  KeyTaskChanged: ResolverTypeWrapper<EventRecord>;
  KeyTaskConnection: ResolverTypeWrapper<Omit<KeyTaskConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['KeyTaskEdge']>, nodes: ReadonlyArray<ResolversTypes['KeyTask']> }>;
  KeyTaskEdge: ResolverTypeWrapper<Omit<KeyTaskEdge, 'node'> & { node: ResolversTypes['KeyTask'] }>;
  KeyTaskFilter: KeyTaskFilter;
  KeyTaskPayload: ResolverTypeWrapper<Omit<KeyTaskPayload, 'keyTask'> & { keyTask?: Maybe<ResolversTypes['KeyTask']> }>;
  KeyTaskState: KeyTaskState;
  KeyTaskStateChanged: ResolverTypeWrapper<EventRecord>;
  LiftRecusalInput: LiftRecusalInput;
  MajorityBase: MajorityBase;
  MarkActivityReadInput: MarkActivityReadInput;
  MarkActivityReadPayload: ResolverTypeWrapper<Omit<MarkActivityReadPayload, 'mark'> & { mark?: Maybe<ResolversTypes['ActivityMark']> }>;
  Member: ResolverTypeWrapper<MemberRecord>;
  MemberConnection: ResolverTypeWrapper<Omit<MemberConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['MemberEdge']>, nodes: ReadonlyArray<ResolversTypes['Member']> }>;
  MemberEdge: ResolverTypeWrapper<Omit<MemberEdge, 'node'> & { node: ResolversTypes['Member'] }>;
  MemberFilter: MemberFilter;
  MemberPayload: ResolverTypeWrapper<Omit<MemberPayload, 'member'> & { member?: Maybe<ResolversTypes['Member']> }>;
  MembershipChange: MembershipChange;
  MembershipChanged: ResolverTypeWrapper<EventRecord>;
  MergeKeyTaskInput: MergeKeyTaskInput;
  Moment: ResolverTypeWrapper<MomentRecord>;
  MomentConnection: ResolverTypeWrapper<Omit<MomentConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['MomentEdge']>, nodes: ReadonlyArray<ResolversTypes['Moment']> }>;
  MomentEdge: ResolverTypeWrapper<Omit<MomentEdge, 'node'> & { node: ResolversTypes['Moment'] }>;
  MomentInput: MomentInput;
  MomentKind: MomentKind;
  MoveKeyTaskInput: MoveKeyTaskInput;
  MoveStrategyInput: MoveStrategyInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  MutationPayload: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['MutationPayload']>;
  NameVersionInput: NameVersionInput;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  NumberingLevel: ResolverTypeWrapper<NumberingLevel>;
  NumberingLevelInput: NumberingLevelInput;
  NumberingStyle: NumberingStyle;
  OverruleDiscussionInput: OverruleDiscussionInput;
  Overruling: ResolverTypeWrapper<OverrulingRecord>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Permission: ResolverTypeWrapper<Permission>;
  Plan: ResolverTypeWrapper<PlanRecord>;
  PlanAsOf: ResolverTypeWrapper<PlanAsOfRecord>;
  PlanChanged: ResolverTypeWrapper<EventRecord>;
  PlanConnection: ResolverTypeWrapper<Omit<PlanConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['PlanEdge']>, nodes: ReadonlyArray<ResolversTypes['Plan']> }>;
  PlanDifference: ResolverTypeWrapper<PlanDifferenceRecord>;
  PlanEdge: ResolverTypeWrapper<Omit<PlanEdge, 'node'> & { node: ResolversTypes['Plan'] }>;
  PlanEntryDifference: ResolverTypeWrapper<PlanEntryDifferenceRecord>;
  PlanEntryDifferenceKind: PlanEntryDifferenceKind;
  PlanPayload: ResolverTypeWrapper<Omit<PlanPayload, 'plan'> & { plan?: Maybe<ResolversTypes['Plan']> }>;
  PlanProof: ResolverTypeWrapper<PlanProof>;
  PlanSubmission: ResolverTypeWrapper<PlanSubmissionRecord>;
  PlanSubmissionChanged: ResolverTypeWrapper<EventRecord>;
  PlanSubmissionConnection: ResolverTypeWrapper<Omit<PlanSubmissionConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['PlanSubmissionEdge']>, nodes: ReadonlyArray<ResolversTypes['PlanSubmission']> }>;
  PlanSubmissionEdge: ResolverTypeWrapper<Omit<PlanSubmissionEdge, 'node'> & { node: ResolversTypes['PlanSubmission'] }>;
  PlanSubmissionPayload: ResolverTypeWrapper<Omit<PlanSubmissionPayload, 'submission'> & { submission?: Maybe<ResolversTypes['PlanSubmission']> }>;
  PlanSubmissionState: PlanSubmissionState;
  PlanVersion: ResolverTypeWrapper<PlanVersionRecord>;
  PlanVersionConnection: ResolverTypeWrapper<Omit<PlanVersionConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['PlanVersionEdge']>, nodes: ReadonlyArray<ResolversTypes['PlanVersion']> }>;
  PlanVersionEdge: ResolverTypeWrapper<Omit<PlanVersionEdge, 'node'> & { node: ResolversTypes['PlanVersion'] }>;
  PlanVersionEntry: ResolverTypeWrapper<PlanVersionEntryRecord>;
  PlanVersionPublished: ResolverTypeWrapper<EventRecord>;
  Position: ResolverTypeWrapper<PositionRecord>;
  PositionCast: ResolverTypeWrapper<EventRecord>;
  PositionValue: PositionValue;
  Presence: ResolverTypeWrapper<PresenceRecord>;
  ProofStep: ResolverTypeWrapper<ProofStep>;
  ProofStepKind: ProofStepKind;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RecallVersionInput: RecallVersionInput;
  RecusalLifted: ResolverTypeWrapper<EventRecord>;
  RedeliverDeadLetterInput: RedeliverDeadLetterInput;
  RedeliverDeadLetterPayload: ResolverTypeWrapper<Omit<RedeliverDeadLetterPayload, 'deadLetter' | 'webhook'> & { deadLetter?: Maybe<ResolversTypes['WebhookDeadLetter']>, webhook?: Maybe<ResolversTypes['Webhook']> }>;
  RefreshSessionInput: RefreshSessionInput;
  RemoveFromRosterInput: RemoveFromRosterInput;
  RemoveStrategyInput: RemoveStrategyInput;
  RenameKeyTaskInput: RenameKeyTaskInput;
  RenameStrategyInput: RenameStrategyInput;
  ReopenKeyTaskInput: ReopenKeyTaskInput;
  RequestReviewsInput: RequestReviewsInput;
  RestoreDraftInput: RestoreDraftInput;
  ReturnKeyTaskInput: ReturnKeyTaskInput;
  ReturnPlanInput: ReturnPlanInput;
  ReturnedKeyTask: ResolverTypeWrapper<ReturnedTask>;
  ReturnedKeyTaskInput: ReturnedKeyTaskInput;
  Review: ResolverTypeWrapper<ReviewRecord>;
  ReviewChanged: ResolverTypeWrapper<EventRecord>;
  ReviewConnection: ResolverTypeWrapper<Omit<ReviewConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['ReviewEdge']>, nodes: ReadonlyArray<ResolversTypes['Review']> }>;
  ReviewEdge: ResolverTypeWrapper<Omit<ReviewEdge, 'node'> & { node: ResolversTypes['Review'] }>;
  ReviewPayload: ResolverTypeWrapper<Omit<ReviewPayload, 'keyTask' | 'review'> & { keyTask?: Maybe<ResolversTypes['KeyTask']>, review?: Maybe<ResolversTypes['Review']> }>;
  ReviewState: ReviewState;
  ReviewVerdict: ReviewVerdict;
  ReviewerRole: ReviewerRole;
  ReviewerRoleInput: ReviewerRoleInput;
  Revision: ResolverTypeWrapper<RevisionRecord>;
  Role: Role;
  RosterChanged: ResolverTypeWrapper<EventRecord>;
  RosterRemoval: ResolverTypeWrapper<RosterRemovalRecord>;
  SeatMemberInput: SeatMemberInput;
  SecretVote: ResolverTypeWrapper<SecretVoteRecord>;
  Sector: Sector;
  Session: ResolverTypeWrapper<Session>;
  SetDigestInput: SetDigestInput;
  SetDigestPayload: ResolverTypeWrapper<SetDigestPayload>;
  SetMemberRolesInput: SetMemberRolesInput;
  SignInInput: SignInInput;
  SignInPayload: ResolverTypeWrapper<Omit<SignInPayload, 'member'> & { member?: Maybe<ResolversTypes['Member']> }>;
  SignOutPayload: ResolverTypeWrapper<SignOutPayload>;
  Strategy: ResolverTypeWrapper<StrategyRecord>;
  StrategyAsOf: ResolverTypeWrapper<StrategyAsOfRecord>;
  StrategyChanged: ResolverTypeWrapper<EventRecord>;
  StrategyPayload: ResolverTypeWrapper<Omit<StrategyPayload, 'strategy'> & { strategy?: Maybe<ResolversTypes['Strategy']> }>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Subcommittee: ResolverTypeWrapper<SubcommitteeRecord>;
  SubcommitteePayload: ResolverTypeWrapper<Omit<SubcommitteePayload, 'subcommittee'> & { subcommittee?: Maybe<ResolversTypes['Subcommittee']> }>;
  SubcommitteeRole: SubcommitteeRole;
  SubcommitteeSeat: ResolverTypeWrapper<SeatOfMember>;
  SubmitPlanInput: SubmitPlanInput;
  SubmitReviewInput: SubmitReviewInput;
  SubmitVersionInput: SubmitVersionInput;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  TableKeyTaskInput: TableKeyTaskInput;
  Tally: ResolverTypeWrapper<TallyRecord>;
  TextDifference: ResolverTypeWrapper<TextDifferenceRecord>;
  TextPart: ResolverTypeWrapper<InlinePart>;
  TextPartKind: TextPartKind;
  Turnout: ResolverTypeWrapper<Turnout>;
  UnreadActivity: ResolverTypeWrapper<UnreadActivityRecord>;
  UnseatMemberInput: UnseatMemberInput;
  UpdatePlanInput: UpdatePlanInput;
  UpdateWebhookInput: UpdateWebhookInput;
  UserError: ResolverTypeWrapper<UserError>;
  UserErrorCode: UserErrorCode;
  Version: ResolverTypeWrapper<VersionRecord>;
  VersionConnection: ResolverTypeWrapper<Omit<VersionConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['VersionEdge']>, nodes: ReadonlyArray<ResolversTypes['Version']> }>;
  VersionEdge: ResolverTypeWrapper<Omit<VersionEdge, 'node'> & { node: ResolversTypes['Version'] }>;
  VersionNamed: ResolverTypeWrapper<EventRecord>;
  VersionPayload: ResolverTypeWrapper<Omit<VersionPayload, 'keyTask' | 'version'> & { keyTask?: Maybe<ResolversTypes['KeyTask']>, version?: Maybe<ResolversTypes['Version']> }>;
  Viewer: ResolverTypeWrapper<ViewerRecord>;
  Webhook: ResolverTypeWrapper<WebhookRecord>;
  WebhookConnection: ResolverTypeWrapper<Omit<WebhookConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['WebhookEdge']>, nodes: ReadonlyArray<ResolversTypes['Webhook']> }>;
  WebhookDeadLetter: ResolverTypeWrapper<DeadLetterRecord>;
  WebhookDeadLetterConnection: ResolverTypeWrapper<Omit<WebhookDeadLetterConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['WebhookDeadLetterEdge']>, nodes: ReadonlyArray<ResolversTypes['WebhookDeadLetter']> }>;
  WebhookDeadLetterEdge: ResolverTypeWrapper<Omit<WebhookDeadLetterEdge, 'node'> & { node: ResolversTypes['WebhookDeadLetter'] }>;
  WebhookEdge: ResolverTypeWrapper<Omit<WebhookEdge, 'node'> & { node: ResolversTypes['Webhook'] }>;
  WebhookFilter: ResolverTypeWrapper<ActivityFilterRecord>;
  WebhookPayload: ResolverTypeWrapper<Omit<WebhookPayload, 'webhook'> & { webhook?: Maybe<ResolversTypes['Webhook']> }>;
  WithdrawKeyTaskInput: WithdrawKeyTaskInput;
  WithdrawPlanInput: WithdrawPlanInput;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  ActivityFilter: ActivityFilter;
  ActivityMark: MarkRecord;
  ActivityReset: ResetEvent;
  AdoptPlanInput: AdoptPlanInput;
  AssignKeyTaskInput: AssignKeyTaskInput;
  Ballot: BallotRecord;
  BallotOpened: EventRecord;
  BallotPayload: Omit<BallotPayload, 'ballot' | 'keyTask'> & { ballot?: Maybe<ResolversParentTypes['Ballot']>, keyTask?: Maybe<ResolversParentTypes['KeyTask']> };
  BallotRule: BallotRule;
  BallotRuleInput: BallotRuleInput;
  Blame: BlameAt;
  BlameRun: BlameRunRecord;
  BlameShare: ShareRecord;
  BlamedBlock: BlamedBlockRecord;
  BlamedBlockConnection: Omit<BlamedBlockConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['BlamedBlockEdge']>, nodes: ReadonlyArray<ResolversParentTypes['BlamedBlock']> };
  BlamedBlockEdge: Omit<BlamedBlockEdge, 'node'> & { node: ResolversParentTypes['BlamedBlock'] };
  BlamedField: BlamedFieldRecord;
  BlockChange: BlockChange;
  BlockDifference: BlockDifferenceRecord;
  BlockDifferenceConnection: Omit<BlockDifferenceConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['BlockDifferenceEdge']>, nodes: ReadonlyArray<ResolversParentTypes['BlockDifference']> };
  BlockDifferenceEdge: Omit<BlockDifferenceEdge, 'node'> & { node: ResolversParentTypes['BlockDifference'] };
  BlockRemark: BlockRemarkRecord;
  BlockRemarkInput: BlockRemarkInput;
  Boolean: Scalars['Boolean']['output'];
  CastPositionInput: CastPositionInput;
  ChangePasswordInput: ChangePasswordInput;
  ChangePasswordPayload: ChangePasswordPayload;
  CloseBallotInput: CloseBallotInput;
  Conflict: ConflictView;
  ConflictPlace: ConflictPlaceView;
  ContentProblem: ContentProblem;
  CreateKeyTaskInput: CreateKeyTaskInput;
  CreateMemberInput: CreateMemberInput;
  CreatePlanInput: CreatePlanInput;
  CreateStrategyInput: CreateStrategyInput;
  CreateSubcommitteeInput: CreateSubcommitteeInput;
  CreateWebhookInput: CreateWebhookInput;
  DateTime: Scalars['DateTime']['output'];
  DeactivateMemberInput: DeactivateMemberInput;
  Decision: DecisionRecord;
  DecisionConnection: Omit<DecisionConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['DecisionEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Decision']> };
  DecisionEdge: Omit<DecisionEdge, 'node'> & { node: ResolversParentTypes['Decision'] };
  DecisionMade: EventRecord;
  DecisionPayload: Omit<DecisionPayload, 'decision' | 'keyTask' | 'planVersion'> & { decision?: Maybe<ResolversParentTypes['Decision']>, keyTask?: Maybe<ResolversParentTypes['KeyTask']>, planVersion?: Maybe<ResolversParentTypes['PlanVersion']> };
  DeleteWebhookInput: DeleteWebhookInput;
  DeleteWebhookPayload: DeleteWebhookPayload;
  Discussion: DiscussionRecord;
  DiscussionOverruled: EventRecord;
  Draft: DraftRecord;
  DraftChanged: EventRecord;
  DraftPayload: Omit<DraftPayload, 'draft'> & { draft?: Maybe<ResolversParentTypes['Draft']> };
  DraftRewritten: EventRecord;
  Event: ToldEvent;
  EventConnection: Omit<EventConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['EventEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Event']> };
  EventEdge: Omit<EventEdge, 'node'> & { node: ResolversParentTypes['Event'] };
  FieldChange: FieldChange;
  Float: Scalars['Float']['output'];
  ID: Scalars['ID']['output'];
  ImportMarkdownInput: ImportMarkdownInput;
  Int: Scalars['Int']['output'];
  InvalidateReviewInput: InvalidateReviewInput;
  JSON: Scalars['JSON']['output'];
  KeyTask: KeyTaskRecord;
  KeyTaskAsOf: KeyTaskAsOfRecord;
  KeyTaskChanged: EventRecord;
  KeyTaskConnection: Omit<KeyTaskConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['KeyTaskEdge']>, nodes: ReadonlyArray<ResolversParentTypes['KeyTask']> };
  KeyTaskEdge: Omit<KeyTaskEdge, 'node'> & { node: ResolversParentTypes['KeyTask'] };
  KeyTaskFilter: KeyTaskFilter;
  KeyTaskPayload: Omit<KeyTaskPayload, 'keyTask'> & { keyTask?: Maybe<ResolversParentTypes['KeyTask']> };
  KeyTaskStateChanged: EventRecord;
  LiftRecusalInput: LiftRecusalInput;
  MarkActivityReadInput: MarkActivityReadInput;
  MarkActivityReadPayload: Omit<MarkActivityReadPayload, 'mark'> & { mark?: Maybe<ResolversParentTypes['ActivityMark']> };
  Member: MemberRecord;
  MemberConnection: Omit<MemberConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['MemberEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Member']> };
  MemberEdge: Omit<MemberEdge, 'node'> & { node: ResolversParentTypes['Member'] };
  MemberFilter: MemberFilter;
  MemberPayload: Omit<MemberPayload, 'member'> & { member?: Maybe<ResolversParentTypes['Member']> };
  MembershipChanged: EventRecord;
  MergeKeyTaskInput: MergeKeyTaskInput;
  Moment: MomentRecord;
  MomentConnection: Omit<MomentConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['MomentEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Moment']> };
  MomentEdge: Omit<MomentEdge, 'node'> & { node: ResolversParentTypes['Moment'] };
  MomentInput: MomentInput;
  MoveKeyTaskInput: MoveKeyTaskInput;
  MoveStrategyInput: MoveStrategyInput;
  Mutation: Record<PropertyKey, never>;
  MutationPayload: ResolversInterfaceTypes<ResolversParentTypes>['MutationPayload'];
  NameVersionInput: NameVersionInput;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  NumberingLevel: NumberingLevel;
  NumberingLevelInput: NumberingLevelInput;
  OverruleDiscussionInput: OverruleDiscussionInput;
  Overruling: OverrulingRecord;
  PageInfo: PageInfo;
  Permission: Permission;
  Plan: PlanRecord;
  PlanAsOf: PlanAsOfRecord;
  PlanChanged: EventRecord;
  PlanConnection: Omit<PlanConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['PlanEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Plan']> };
  PlanDifference: PlanDifferenceRecord;
  PlanEdge: Omit<PlanEdge, 'node'> & { node: ResolversParentTypes['Plan'] };
  PlanEntryDifference: PlanEntryDifferenceRecord;
  PlanPayload: Omit<PlanPayload, 'plan'> & { plan?: Maybe<ResolversParentTypes['Plan']> };
  PlanProof: PlanProof;
  PlanSubmission: PlanSubmissionRecord;
  PlanSubmissionChanged: EventRecord;
  PlanSubmissionConnection: Omit<PlanSubmissionConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['PlanSubmissionEdge']>, nodes: ReadonlyArray<ResolversParentTypes['PlanSubmission']> };
  PlanSubmissionEdge: Omit<PlanSubmissionEdge, 'node'> & { node: ResolversParentTypes['PlanSubmission'] };
  PlanSubmissionPayload: Omit<PlanSubmissionPayload, 'submission'> & { submission?: Maybe<ResolversParentTypes['PlanSubmission']> };
  PlanVersion: PlanVersionRecord;
  PlanVersionConnection: Omit<PlanVersionConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['PlanVersionEdge']>, nodes: ReadonlyArray<ResolversParentTypes['PlanVersion']> };
  PlanVersionEdge: Omit<PlanVersionEdge, 'node'> & { node: ResolversParentTypes['PlanVersion'] };
  PlanVersionEntry: PlanVersionEntryRecord;
  PlanVersionPublished: EventRecord;
  Position: PositionRecord;
  PositionCast: EventRecord;
  Presence: PresenceRecord;
  ProofStep: ProofStep;
  Query: Record<PropertyKey, never>;
  RecallVersionInput: RecallVersionInput;
  RecusalLifted: EventRecord;
  RedeliverDeadLetterInput: RedeliverDeadLetterInput;
  RedeliverDeadLetterPayload: Omit<RedeliverDeadLetterPayload, 'deadLetter' | 'webhook'> & { deadLetter?: Maybe<ResolversParentTypes['WebhookDeadLetter']>, webhook?: Maybe<ResolversParentTypes['Webhook']> };
  RefreshSessionInput: RefreshSessionInput;
  RemoveFromRosterInput: RemoveFromRosterInput;
  RemoveStrategyInput: RemoveStrategyInput;
  RenameKeyTaskInput: RenameKeyTaskInput;
  RenameStrategyInput: RenameStrategyInput;
  ReopenKeyTaskInput: ReopenKeyTaskInput;
  RequestReviewsInput: RequestReviewsInput;
  RestoreDraftInput: RestoreDraftInput;
  ReturnKeyTaskInput: ReturnKeyTaskInput;
  ReturnPlanInput: ReturnPlanInput;
  ReturnedKeyTask: ReturnedTask;
  ReturnedKeyTaskInput: ReturnedKeyTaskInput;
  Review: ReviewRecord;
  ReviewChanged: EventRecord;
  ReviewConnection: Omit<ReviewConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['ReviewEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Review']> };
  ReviewEdge: Omit<ReviewEdge, 'node'> & { node: ResolversParentTypes['Review'] };
  ReviewPayload: Omit<ReviewPayload, 'keyTask' | 'review'> & { keyTask?: Maybe<ResolversParentTypes['KeyTask']>, review?: Maybe<ResolversParentTypes['Review']> };
  ReviewerRoleInput: ReviewerRoleInput;
  Revision: RevisionRecord;
  RosterChanged: EventRecord;
  RosterRemoval: RosterRemovalRecord;
  SeatMemberInput: SeatMemberInput;
  SecretVote: SecretVoteRecord;
  Session: Session;
  SetDigestInput: SetDigestInput;
  SetDigestPayload: SetDigestPayload;
  SetMemberRolesInput: SetMemberRolesInput;
  SignInInput: SignInInput;
  SignInPayload: Omit<SignInPayload, 'member'> & { member?: Maybe<ResolversParentTypes['Member']> };
  SignOutPayload: SignOutPayload;
  Strategy: StrategyRecord;
  StrategyAsOf: StrategyAsOfRecord;
  StrategyChanged: EventRecord;
  StrategyPayload: Omit<StrategyPayload, 'strategy'> & { strategy?: Maybe<ResolversParentTypes['Strategy']> };
  String: Scalars['String']['output'];
  Subcommittee: SubcommitteeRecord;
  SubcommitteePayload: Omit<SubcommitteePayload, 'subcommittee'> & { subcommittee?: Maybe<ResolversParentTypes['Subcommittee']> };
  SubcommitteeSeat: SeatOfMember;
  SubmitPlanInput: SubmitPlanInput;
  SubmitReviewInput: SubmitReviewInput;
  SubmitVersionInput: SubmitVersionInput;
  Subscription: Record<PropertyKey, never>;
  TableKeyTaskInput: TableKeyTaskInput;
  Tally: TallyRecord;
  TextDifference: TextDifferenceRecord;
  TextPart: InlinePart;
  Turnout: Turnout;
  UnreadActivity: UnreadActivityRecord;
  UnseatMemberInput: UnseatMemberInput;
  UpdatePlanInput: UpdatePlanInput;
  UpdateWebhookInput: UpdateWebhookInput;
  UserError: UserError;
  Version: VersionRecord;
  VersionConnection: Omit<VersionConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['VersionEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Version']> };
  VersionEdge: Omit<VersionEdge, 'node'> & { node: ResolversParentTypes['Version'] };
  VersionNamed: EventRecord;
  VersionPayload: Omit<VersionPayload, 'keyTask' | 'version'> & { keyTask?: Maybe<ResolversParentTypes['KeyTask']>, version?: Maybe<ResolversParentTypes['Version']> };
  Viewer: ViewerRecord;
  Webhook: WebhookRecord;
  WebhookConnection: Omit<WebhookConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['WebhookEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Webhook']> };
  WebhookDeadLetter: DeadLetterRecord;
  WebhookDeadLetterConnection: Omit<WebhookDeadLetterConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['WebhookDeadLetterEdge']>, nodes: ReadonlyArray<ResolversParentTypes['WebhookDeadLetter']> };
  WebhookDeadLetterEdge: Omit<WebhookDeadLetterEdge, 'node'> & { node: ResolversParentTypes['WebhookDeadLetter'] };
  WebhookEdge: Omit<WebhookEdge, 'node'> & { node: ResolversParentTypes['Webhook'] };
  WebhookFilter: ActivityFilterRecord;
  WebhookPayload: Omit<WebhookPayload, 'webhook'> & { webhook?: Maybe<ResolversParentTypes['Webhook']> };
  WithdrawKeyTaskInput: WithdrawKeyTaskInput;
  WithdrawPlanInput: WithdrawPlanInput;
};

export type SharedDirectiveArgs = { };

export type SharedDirectiveResolver<Result, Parent, ContextType = GraphQLContext, Args = SharedDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ActivityMarkResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ActivityMark'] = ResolversParentTypes['ActivityMark']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ActivityResetResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ActivityReset'] = ResolversParentTypes['ActivityReset']> = {
  actor?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EventKind'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BallotResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Ballot'] = ResolversParentTypes['Ballot']> = {
  body?: Resolver<ResolversTypes['Body'], ParentType, ContextType>;
  closedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  contentHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  decision?: Resolver<Maybe<ResolversTypes['Decision']>, ParentType, ContextType>;
  discussions?: Resolver<ReadonlyArray<ResolversTypes['Discussion']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keyTask?: Resolver<ResolversTypes['KeyTask'], ParentType, ContextType>;
  open?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  openedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  openedBy?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  permissions?: Resolver<ReadonlyArray<ResolversTypes['Permission']>, ParentType, ContextType>;
  positions?: Resolver<ReadonlyArray<ResolversTypes['Position']>, ParentType, ContextType>;
  removals?: Resolver<ReadonlyArray<ResolversTypes['RosterRemoval']>, ParentType, ContextType>;
  roster?: Resolver<ReadonlyArray<ResolversTypes['Member']>, ParentType, ContextType>;
  rule?: Resolver<ResolversTypes['BallotRule'], ParentType, ContextType>;
  secretVotes?: Resolver<Maybe<ReadonlyArray<ResolversTypes['SecretVote']>>, ParentType, ContextType>;
  tally?: Resolver<Maybe<ResolversTypes['Tally']>, ParentType, ContextType>;
  turnout?: Resolver<ResolversTypes['Turnout'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Version'], ParentType, ContextType>;
  viewerHasVoted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  voters?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Member']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BallotOpenedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BallotOpened'] = ResolversParentTypes['BallotOpened']> = {
  actor?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  ballot?: Resolver<Maybe<ResolversTypes['Ballot']>, ParentType, ContextType>;
  contentHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keyTask?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EventKind'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BallotPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BallotPayload'] = ResolversParentTypes['BallotPayload']> = {
  ballot?: Resolver<Maybe<ResolversTypes['Ballot']>, ParentType, ContextType>;
  keyTask?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BallotRuleResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BallotRule'] = ResolversParentTypes['BallotRule']> = {
  base?: Resolver<ResolversTypes['MajorityBase'], ParentType, ContextType>;
  discussion?: Resolver<ResolversTypes['DiscussionEffect'], ParentType, ContextType>;
  majority?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  quorum?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  secret?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type BlameResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Blame'] = ResolversParentTypes['Blame']> = {
  blocks?: Resolver<ResolversTypes['BlamedBlockConnection'], ParentType, ContextType, Partial<BlameBlocksArgs>>;
  fields?: Resolver<ReadonlyArray<ResolversTypes['BlamedField']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  shares?: Resolver<ReadonlyArray<ResolversTypes['BlameShare']>, ParentType, ContextType, RequireFields<BlameSharesArgs, 'by'>>;
};

export type BlameRunResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BlameRun'] = ResolversParentTypes['BlameRun']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  member?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  organisation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sector?: Resolver<Maybe<ResolversTypes['Sector']>, ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type BlameShareResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BlameShare'] = ResolversParentTypes['BlameShare']> = {
  characters?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  deletions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  member?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  organisation?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sector?: Resolver<Maybe<ResolversTypes['Sector']>, ParentType, ContextType>;
};

export type BlamedBlockResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BlamedBlock'] = ResolversParentTypes['BlamedBlock']> = {
  blockId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  blockType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  continued?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  runs?: Resolver<ReadonlyArray<ResolversTypes['BlameRun']>, ParentType, ContextType>;
};

export type BlamedBlockConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BlamedBlockConnection'] = ResolversParentTypes['BlamedBlockConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['BlamedBlockEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['BlamedBlock']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type BlamedBlockEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BlamedBlockEdge'] = ResolversParentTypes['BlamedBlockEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['BlamedBlock'], ParentType, ContextType>;
};

export type BlamedFieldResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BlamedField'] = ResolversParentTypes['BlamedField']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  member?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  organisation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sector?: Resolver<Maybe<ResolversTypes['Sector']>, ParentType, ContextType>;
};

export type BlockChangeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BlockChange'] = ResolversParentTypes['BlockChange']> = {
  blockId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  blockType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  charactersDeleted?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  charactersInserted?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  excerpt?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['BlockChangeKind'], ParentType, ContextType>;
};

export type BlockDifferenceResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BlockDifference'] = ResolversParentTypes['BlockDifference']> = {
  blockId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['BlockDifferenceKind'], ParentType, ContextType>;
  moved?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  parts?: Resolver<ReadonlyArray<ResolversTypes['TextPart']>, ParentType, ContextType>;
  typeAfter?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  typeBefore?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type BlockDifferenceConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BlockDifferenceConnection'] = ResolversParentTypes['BlockDifferenceConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['BlockDifferenceEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['BlockDifference']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type BlockDifferenceEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BlockDifferenceEdge'] = ResolversParentTypes['BlockDifferenceEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['BlockDifference'], ParentType, ContextType>;
};

export type BlockRemarkResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BlockRemark'] = ResolversParentTypes['BlockRemark']> = {
  blockId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  excerpt?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ChangePasswordPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ChangePasswordPayload'] = ResolversParentTypes['ChangePasswordPayload']> = {
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConflictResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Conflict'] = ResolversParentTypes['Conflict']> = {
  blocking?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  places?: Resolver<ReadonlyArray<ResolversTypes['ConflictPlace']>, ParentType, ContextType>;
  rule?: Resolver<ResolversTypes['ConflictRule'], ParentType, ContextType>;
};

export type ConflictPlaceResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ConflictPlace'] = ResolversParentTypes['ConflictPlace']> = {
  blockId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  excerpt?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  keyTask?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Version'], ParentType, ContextType>;
};

export type ContentProblemResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ContentProblem'] = ResolversParentTypes['ContentProblem']> = {
  blockId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DecisionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Decision'] = ResolversParentTypes['Decision']> = {
  ballot?: Resolver<ResolversTypes['Ballot'], ParentType, ContextType>;
  closedBy?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  contentHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  decidedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  hash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keyTask?: Resolver<ResolversTypes['KeyTask'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['DecisionOutcome'], ParentType, ContextType>;
  planVersion?: Resolver<Maybe<ResolversTypes['PlanVersion']>, ParentType, ContextType>;
  tally?: Resolver<ResolversTypes['Tally'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Version'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DecisionConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DecisionConnection'] = ResolversParentTypes['DecisionConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['DecisionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Decision']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DecisionEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DecisionEdge'] = ResolversParentTypes['DecisionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Decision'], ParentType, ContextType>;
};

export type DecisionMadeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DecisionMade'] = ResolversParentTypes['DecisionMade']> = {
  actor?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  contentHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  decision?: Resolver<Maybe<ResolversTypes['Decision']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keyTask?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EventKind'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['DecisionOutcome'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DecisionPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DecisionPayload'] = ResolversParentTypes['DecisionPayload']> = {
  decision?: Resolver<Maybe<ResolversTypes['Decision']>, ParentType, ContextType>;
  keyTask?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  planVersion?: Resolver<Maybe<ResolversTypes['PlanVersion']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeleteWebhookPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeleteWebhookPayload'] = ResolversParentTypes['DeleteWebhookPayload']> = {
  deletedId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DiscussionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Discussion'] = ResolversParentTypes['Discussion']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  member?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  overruled?: Resolver<Maybe<ResolversTypes['Overruling']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type DiscussionOverruledResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DiscussionOverruled'] = ResolversParentTypes['DiscussionOverruled']> = {
  actor?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  ballot?: Resolver<Maybe<ResolversTypes['Ballot']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  discussion?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keyTask?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EventKind'], ParentType, ContextType>;
  member?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tally?: Resolver<Maybe<ResolversTypes['Tally']>, ParentType, ContextType>;
  turnout?: Resolver<ResolversTypes['Turnout'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DraftResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Draft'] = ResolversParentTypes['Draft']> = {
  authors?: Resolver<ReadonlyArray<ResolversTypes['Member']>, ParentType, ContextType>;
  blame?: Resolver<ResolversTypes['Blame'], ParentType, ContextType, Partial<DraftBlameArgs>>;
  collaborationPath?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  content?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  contentProblems?: Resolver<ReadonlyArray<ResolversTypes['ContentProblem']>, ParentType, ContextType>;
  difference?: Resolver<Maybe<ResolversTypes['TextDifference']>, ParentType, ContextType, RequireFields<DraftDifferenceArgs, 'from'>>;
  editable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  fields?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  frozen?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  frozenReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  headHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keyTask?: Resolver<ResolversTypes['KeyTask'], ParentType, ContextType>;
  markdown?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  moments?: Resolver<ResolversTypes['MomentConnection'], ParentType, ContextType, Partial<DraftMomentsArgs>>;
  plainText?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  presence?: Resolver<ReadonlyArray<ResolversTypes['Presence']>, ParentType, ContextType>;
  recused?: Resolver<ReadonlyArray<ResolversTypes['Member']>, ParentType, ContextType>;
  revision?: Resolver<ResolversTypes['Revision'], ParentType, ContextType, Partial<DraftRevisionArgs>>;
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DraftChangedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DraftChanged'] = ResolversParentTypes['DraftChanged']> = {
  actor?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  blocks?: Resolver<ReadonlyArray<ResolversTypes['BlockChange']>, ParentType, ContextType>;
  charactersDeleted?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  charactersInserted?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  draft?: Resolver<Maybe<ResolversTypes['Draft']>, ParentType, ContextType>;
  excerpt?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  fields?: Resolver<ReadonlyArray<ResolversTypes['FieldChange']>, ParentType, ContextType>;
  fromSequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keyTask?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EventKind'], ParentType, ContextType>;
  toSequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DraftPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DraftPayload'] = ResolversParentTypes['DraftPayload']> = {
  draft?: Resolver<Maybe<ResolversTypes['Draft']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DraftRewrittenResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DraftRewritten'] = ResolversParentTypes['DraftRewritten']> = {
  actor?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  change?: Resolver<ResolversTypes['DraftRewriting'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  draft?: Resolver<Maybe<ResolversTypes['Draft']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keyTask?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EventKind'], ParentType, ContextType>;
  restoredSequence?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EventResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Event'] = ResolversParentTypes['Event']> = {
  __resolveType: TypeResolveFn<'ActivityReset' | 'BallotOpened' | 'DecisionMade' | 'DiscussionOverruled' | 'DraftChanged' | 'DraftRewritten' | 'KeyTaskChanged' | 'KeyTaskStateChanged' | 'MembershipChanged' | 'PlanChanged' | 'PlanSubmissionChanged' | 'PlanVersionPublished' | 'PositionCast' | 'RecusalLifted' | 'ReviewChanged' | 'RosterChanged' | 'StrategyChanged' | 'VersionNamed', ParentType, ContextType>;
};

export type EventConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['EventConnection'] = ResolversParentTypes['EventConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['EventEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Event']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type EventEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['EventEdge'] = ResolversParentTypes['EventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Event'], ParentType, ContextType>;
};

export type FieldChangeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['FieldChange'] = ResolversParentTypes['FieldChange']> = {
  after?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type KeyTaskResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['KeyTask'] = ResolversParentTypes['KeyTask']> = {
  amendment?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  ballot?: Resolver<Maybe<ResolversTypes['Ballot']>, ParentType, ContextType>;
  conflicts?: Resolver<ReadonlyArray<ResolversTypes['Conflict']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  currentVersion?: Resolver<Maybe<ResolversTypes['Version']>, ParentType, ContextType>;
  decisions?: Resolver<ResolversTypes['DecisionConnection'], ParentType, ContextType, Partial<KeyTaskDecisionsArgs>>;
  draft?: Resolver<Maybe<ResolversTypes['Draft']>, ParentType, ContextType>;
  englishTitle?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  mergedFrom?: Resolver<ReadonlyArray<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  mergedInto?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  permissions?: Resolver<ReadonlyArray<ResolversTypes['Permission']>, ParentType, ContextType>;
  plan?: Resolver<ResolversTypes['Plan'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reviews?: Resolver<ResolversTypes['ReviewConnection'], ParentType, ContextType, Partial<KeyTaskReviewsArgs>>;
  sealedVersion?: Resolver<Maybe<ResolversTypes['Version']>, ParentType, ContextType>;
  splitFrom?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  splitInto?: Resolver<ReadonlyArray<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['KeyTaskState'], ParentType, ContextType>;
  strategy?: Resolver<Maybe<ResolversTypes['Strategy']>, ParentType, ContextType>;
  subcommittee?: Resolver<ResolversTypes['Subcommittee'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  versions?: Resolver<ResolversTypes['VersionConnection'], ParentType, ContextType, Partial<KeyTaskVersionsArgs>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type KeyTaskAsOfResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['KeyTaskAsOf'] = ResolversParentTypes['KeyTaskAsOf']> = {
  draft?: Resolver<Maybe<ResolversTypes['Revision']>, ParentType, ContextType>;
  keyTask?: Resolver<ResolversTypes['KeyTask'], ParentType, ContextType>;
  sealedVersion?: Resolver<Maybe<ResolversTypes['Version']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['KeyTaskState'], ParentType, ContextType>;
  strategy?: Resolver<Maybe<ResolversTypes['Strategy']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type KeyTaskChangedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['KeyTaskChanged'] = ResolversParentTypes['KeyTaskChanged']> = {
  actor?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  change?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keyTask?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EventKind'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type KeyTaskConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['KeyTaskConnection'] = ResolversParentTypes['KeyTaskConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['KeyTaskEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type KeyTaskEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['KeyTaskEdge'] = ResolversParentTypes['KeyTaskEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['KeyTask'], ParentType, ContextType>;
};

export type KeyTaskPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['KeyTaskPayload'] = ResolversParentTypes['KeyTaskPayload']> = {
  keyTask?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type KeyTaskStateChangedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['KeyTaskStateChanged'] = ResolversParentTypes['KeyTaskStateChanged']> = {
  actor?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['KeyTaskState']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keyTask?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EventKind'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  to?: Resolver<ResolversTypes['KeyTaskState'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MarkActivityReadPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['MarkActivityReadPayload'] = ResolversParentTypes['MarkActivityReadPayload']> = {
  mark?: Resolver<Maybe<ResolversTypes['ActivityMark']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MemberResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Member'] = ResolversParentTypes['Member']> = {
  active?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  displayName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  latinName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  organisation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  roles?: Resolver<ReadonlyArray<ResolversTypes['Role']>, ParentType, ContextType>;
  sample?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  seats?: Resolver<ReadonlyArray<ResolversTypes['SubcommitteeSeat']>, ParentType, ContextType>;
  sector?: Resolver<ResolversTypes['Sector'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MemberConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['MemberConnection'] = ResolversParentTypes['MemberConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['MemberEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Member']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type MemberEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['MemberEdge'] = ResolversParentTypes['MemberEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Member'], ParentType, ContextType>;
};

export type MemberPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['MemberPayload'] = ResolversParentTypes['MemberPayload']> = {
  member?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MembershipChangedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['MembershipChanged'] = ResolversParentTypes['MembershipChanged']> = {
  actor?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  change?: Resolver<ResolversTypes['MembershipChange'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EventKind'], ParentType, ContextType>;
  member?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MomentResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Moment'] = ResolversParentTypes['Moment']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  charactersDeleted?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  charactersInserted?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  decision?: Resolver<Maybe<ResolversTypes['Decision']>, ParentType, ContextType>;
  fromSequence?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['MomentKind'], ParentType, ContextType>;
  members?: Resolver<ReadonlyArray<ResolversTypes['Member']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  restoredSequence?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['KeyTaskState']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['Version']>, ParentType, ContextType>;
};

export type MomentConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['MomentConnection'] = ResolversParentTypes['MomentConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['MomentEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Moment']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type MomentEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['MomentEdge'] = ResolversParentTypes['MomentEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Moment'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  adoptPlan?: Resolver<ResolversTypes['PlanSubmissionPayload'], ParentType, ContextType, RequireFields<MutationAdoptPlanArgs, 'input'>>;
  assignKeyTask?: Resolver<ResolversTypes['KeyTaskPayload'], ParentType, ContextType, RequireFields<MutationAssignKeyTaskArgs, 'input'>>;
  castPosition?: Resolver<ResolversTypes['BallotPayload'], ParentType, ContextType, RequireFields<MutationCastPositionArgs, 'input'>>;
  changePassword?: Resolver<ResolversTypes['ChangePasswordPayload'], ParentType, ContextType, RequireFields<MutationChangePasswordArgs, 'input'>>;
  closeBallot?: Resolver<ResolversTypes['DecisionPayload'], ParentType, ContextType, RequireFields<MutationCloseBallotArgs, 'input'>>;
  createKeyTask?: Resolver<ResolversTypes['KeyTaskPayload'], ParentType, ContextType, RequireFields<MutationCreateKeyTaskArgs, 'input'>>;
  createMember?: Resolver<ResolversTypes['MemberPayload'], ParentType, ContextType, RequireFields<MutationCreateMemberArgs, 'input'>>;
  createPlan?: Resolver<ResolversTypes['PlanPayload'], ParentType, ContextType, RequireFields<MutationCreatePlanArgs, 'input'>>;
  createStrategy?: Resolver<ResolversTypes['StrategyPayload'], ParentType, ContextType, RequireFields<MutationCreateStrategyArgs, 'input'>>;
  createSubcommittee?: Resolver<ResolversTypes['SubcommitteePayload'], ParentType, ContextType, RequireFields<MutationCreateSubcommitteeArgs, 'input'>>;
  createWebhook?: Resolver<ResolversTypes['WebhookPayload'], ParentType, ContextType, RequireFields<MutationCreateWebhookArgs, 'input'>>;
  deactivateMember?: Resolver<ResolversTypes['MemberPayload'], ParentType, ContextType, RequireFields<MutationDeactivateMemberArgs, 'input'>>;
  deleteWebhook?: Resolver<ResolversTypes['DeleteWebhookPayload'], ParentType, ContextType, RequireFields<MutationDeleteWebhookArgs, 'input'>>;
  importMarkdown?: Resolver<ResolversTypes['DraftPayload'], ParentType, ContextType, RequireFields<MutationImportMarkdownArgs, 'input'>>;
  invalidateReview?: Resolver<ResolversTypes['ReviewPayload'], ParentType, ContextType, RequireFields<MutationInvalidateReviewArgs, 'input'>>;
  liftRecusal?: Resolver<ResolversTypes['KeyTaskPayload'], ParentType, ContextType, RequireFields<MutationLiftRecusalArgs, 'input'>>;
  markActivityRead?: Resolver<ResolversTypes['MarkActivityReadPayload'], ParentType, ContextType, RequireFields<MutationMarkActivityReadArgs, 'input'>>;
  mergeKeyTask?: Resolver<ResolversTypes['KeyTaskPayload'], ParentType, ContextType, RequireFields<MutationMergeKeyTaskArgs, 'input'>>;
  moveKeyTask?: Resolver<ResolversTypes['KeyTaskPayload'], ParentType, ContextType, RequireFields<MutationMoveKeyTaskArgs, 'input'>>;
  moveStrategy?: Resolver<ResolversTypes['StrategyPayload'], ParentType, ContextType, RequireFields<MutationMoveStrategyArgs, 'input'>>;
  nameVersion?: Resolver<ResolversTypes['VersionPayload'], ParentType, ContextType, RequireFields<MutationNameVersionArgs, 'input'>>;
  overruleDiscussion?: Resolver<ResolversTypes['BallotPayload'], ParentType, ContextType, RequireFields<MutationOverruleDiscussionArgs, 'input'>>;
  recallVersion?: Resolver<ResolversTypes['KeyTaskPayload'], ParentType, ContextType, RequireFields<MutationRecallVersionArgs, 'input'>>;
  redeliverDeadLetter?: Resolver<ResolversTypes['RedeliverDeadLetterPayload'], ParentType, ContextType, RequireFields<MutationRedeliverDeadLetterArgs, 'input'>>;
  refreshSession?: Resolver<ResolversTypes['SignInPayload'], ParentType, ContextType, RequireFields<MutationRefreshSessionArgs, 'input'>>;
  removeFromRoster?: Resolver<ResolversTypes['BallotPayload'], ParentType, ContextType, RequireFields<MutationRemoveFromRosterArgs, 'input'>>;
  removeStrategy?: Resolver<ResolversTypes['PlanPayload'], ParentType, ContextType, RequireFields<MutationRemoveStrategyArgs, 'input'>>;
  renameKeyTask?: Resolver<ResolversTypes['KeyTaskPayload'], ParentType, ContextType, RequireFields<MutationRenameKeyTaskArgs, 'input'>>;
  renameStrategy?: Resolver<ResolversTypes['StrategyPayload'], ParentType, ContextType, RequireFields<MutationRenameStrategyArgs, 'input'>>;
  reopenKeyTask?: Resolver<ResolversTypes['KeyTaskPayload'], ParentType, ContextType, RequireFields<MutationReopenKeyTaskArgs, 'input'>>;
  requestReviews?: Resolver<ResolversTypes['KeyTaskPayload'], ParentType, ContextType, RequireFields<MutationRequestReviewsArgs, 'input'>>;
  restoreDraft?: Resolver<ResolversTypes['DraftPayload'], ParentType, ContextType, RequireFields<MutationRestoreDraftArgs, 'input'>>;
  returnKeyTask?: Resolver<ResolversTypes['KeyTaskPayload'], ParentType, ContextType, RequireFields<MutationReturnKeyTaskArgs, 'input'>>;
  returnPlan?: Resolver<ResolversTypes['PlanSubmissionPayload'], ParentType, ContextType, RequireFields<MutationReturnPlanArgs, 'input'>>;
  seatMember?: Resolver<ResolversTypes['MemberPayload'], ParentType, ContextType, RequireFields<MutationSeatMemberArgs, 'input'>>;
  setDigest?: Resolver<ResolversTypes['SetDigestPayload'], ParentType, ContextType, RequireFields<MutationSetDigestArgs, 'input'>>;
  setMemberRoles?: Resolver<ResolversTypes['MemberPayload'], ParentType, ContextType, RequireFields<MutationSetMemberRolesArgs, 'input'>>;
  signIn?: Resolver<ResolversTypes['SignInPayload'], ParentType, ContextType, RequireFields<MutationSignInArgs, 'input'>>;
  signOut?: Resolver<ResolversTypes['SignOutPayload'], ParentType, ContextType>;
  submitPlan?: Resolver<ResolversTypes['PlanSubmissionPayload'], ParentType, ContextType, RequireFields<MutationSubmitPlanArgs, 'input'>>;
  submitReview?: Resolver<ResolversTypes['ReviewPayload'], ParentType, ContextType, RequireFields<MutationSubmitReviewArgs, 'input'>>;
  submitVersion?: Resolver<ResolversTypes['VersionPayload'], ParentType, ContextType, RequireFields<MutationSubmitVersionArgs, 'input'>>;
  tableKeyTask?: Resolver<ResolversTypes['BallotPayload'], ParentType, ContextType, RequireFields<MutationTableKeyTaskArgs, 'input'>>;
  unseatMember?: Resolver<ResolversTypes['MemberPayload'], ParentType, ContextType, RequireFields<MutationUnseatMemberArgs, 'input'>>;
  updatePlan?: Resolver<ResolversTypes['PlanPayload'], ParentType, ContextType, RequireFields<MutationUpdatePlanArgs, 'input'>>;
  updateWebhook?: Resolver<ResolversTypes['WebhookPayload'], ParentType, ContextType, RequireFields<MutationUpdateWebhookArgs, 'input'>>;
  withdrawKeyTask?: Resolver<ResolversTypes['KeyTaskPayload'], ParentType, ContextType, RequireFields<MutationWithdrawKeyTaskArgs, 'input'>>;
  withdrawPlan?: Resolver<ResolversTypes['PlanSubmissionPayload'], ParentType, ContextType, RequireFields<MutationWithdrawPlanArgs, 'input'>>;
};

export type MutationPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['MutationPayload'] = ResolversParentTypes['MutationPayload']> = {
  __resolveType: TypeResolveFn<'BallotPayload' | 'ChangePasswordPayload' | 'DecisionPayload' | 'DeleteWebhookPayload' | 'DraftPayload' | 'KeyTaskPayload' | 'MarkActivityReadPayload' | 'MemberPayload' | 'PlanPayload' | 'PlanSubmissionPayload' | 'RedeliverDeadLetterPayload' | 'ReviewPayload' | 'SetDigestPayload' | 'SignInPayload' | 'SignOutPayload' | 'StrategyPayload' | 'SubcommitteePayload' | 'VersionPayload' | 'WebhookPayload', ParentType, ContextType>;
};

export type NodeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Ballot' | 'Decision' | 'Draft' | 'KeyTask' | 'Member' | 'Plan' | 'PlanSubmission' | 'PlanVersion' | 'Review' | 'Strategy' | 'Subcommittee' | 'Version' | 'Webhook' | 'WebhookDeadLetter', ParentType, ContextType>;
};

export type NumberingLevelResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['NumberingLevel'] = ResolversParentTypes['NumberingLevel']> = {
  joinedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  prefix?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  style?: Resolver<ResolversTypes['NumberingStyle'], ParentType, ContextType>;
  suffix?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type OverrulingResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Overruling'] = ResolversParentTypes['Overruling']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PermissionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Permission'] = ResolversParentTypes['Permission']> = {
  action?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  allowed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  code?: Resolver<Maybe<ResolversTypes['UserErrorCode']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PlanResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Plan'] = ResolversParentTypes['Plan']> = {
  adopted?: Resolver<Maybe<ResolversTypes['PlanSubmission']>, ParentType, ContextType>;
  ballotRule?: Resolver<ResolversTypes['BallotRule'], ParentType, ContextType>;
  blockingConflicts?: Resolver<ReadonlyArray<ResolversTypes['ConflictRule']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  englishTitle?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keyTasks?: Resolver<ResolversTypes['KeyTaskConnection'], ParentType, ContextType, Partial<PlanKeyTasksArgs>>;
  latestVersion?: Resolver<Maybe<ResolversTypes['PlanVersion']>, ParentType, ContextType>;
  numbering?: Resolver<ReadonlyArray<ResolversTypes['NumberingLevel']>, ParentType, ContextType>;
  periodEnd?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  periodStart?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  permissions?: Resolver<ReadonlyArray<ResolversTypes['Permission']>, ParentType, ContextType>;
  predecessor?: Resolver<Maybe<ResolversTypes['Plan']>, ParentType, ContextType>;
  strategies?: Resolver<ReadonlyArray<ResolversTypes['Strategy']>, ParentType, ContextType>;
  submissions?: Resolver<ResolversTypes['PlanSubmissionConnection'], ParentType, ContextType, Partial<PlanSubmissionsArgs>>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  versions?: Resolver<ResolversTypes['PlanVersionConnection'], ParentType, ContextType, Partial<PlanVersionsArgs>>;
  vision?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PlanAsOfResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PlanAsOf'] = ResolversParentTypes['PlanAsOf']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  keyTasks?: Resolver<ReadonlyArray<ResolversTypes['KeyTaskAsOf']>, ParentType, ContextType>;
  plan?: Resolver<ResolversTypes['Plan'], ParentType, ContextType>;
  strategies?: Resolver<ReadonlyArray<ResolversTypes['StrategyAsOf']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['PlanVersion']>, ParentType, ContextType>;
};

export type PlanChangedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PlanChanged'] = ResolversParentTypes['PlanChanged']> = {
  actor?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  change?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EventKind'], ParentType, ContextType>;
  plan?: Resolver<Maybe<ResolversTypes['Plan']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PlanConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PlanConnection'] = ResolversParentTypes['PlanConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PlanEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Plan']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PlanDifferenceResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PlanDifference'] = ResolversParentTypes['PlanDifference']> = {
  after?: Resolver<ResolversTypes['PlanVersion'], ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['PlanVersion']>, ParentType, ContextType>;
  entries?: Resolver<ReadonlyArray<ResolversTypes['PlanEntryDifference']>, ParentType, ContextType, RequireFields<PlanDifferenceEntriesArgs, 'unchanged'>>;
  html?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  titleAfter?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  titleBefore?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PlanEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PlanEdge'] = ResolversParentTypes['PlanEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Plan'], ParentType, ContextType>;
};

export type PlanEntryDifferenceResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PlanEntryDifference'] = ResolversParentTypes['PlanEntryDifference']> = {
  after?: Resolver<Maybe<ResolversTypes['PlanVersionEntry']>, ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['PlanVersionEntry']>, ParentType, ContextType>;
  difference?: Resolver<Maybe<ResolversTypes['TextDifference']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['PlanEntryDifferenceKind'], ParentType, ContextType>;
  moved?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PlanPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PlanPayload'] = ResolversParentTypes['PlanPayload']> = {
  plan?: Resolver<Maybe<ResolversTypes['Plan']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PlanProofResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PlanProof'] = ResolversParentTypes['PlanProof']> = {
  merkleRoot?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  steps?: Resolver<ReadonlyArray<ResolversTypes['ProofStep']>, ParentType, ContextType>;
};

export type PlanSubmissionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PlanSubmission'] = ResolversParentTypes['PlanSubmission']> = {
  decidedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  decidedBy?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  hash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  permissions?: Resolver<ReadonlyArray<ResolversTypes['Permission']>, ParentType, ContextType>;
  plan?: Resolver<ResolversTypes['Plan'], ParentType, ContextType>;
  planVersion?: Resolver<ResolversTypes['PlanVersion'], ParentType, ContextType>;
  planVersionHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  returned?: Resolver<ReadonlyArray<ResolversTypes['ReturnedKeyTask']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['PlanSubmissionState'], ParentType, ContextType>;
  submittedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  submittedBy?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PlanSubmissionChangedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PlanSubmissionChanged'] = ResolversParentTypes['PlanSubmissionChanged']> = {
  actor?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EventKind'], ParentType, ContextType>;
  plan?: Resolver<Maybe<ResolversTypes['Plan']>, ParentType, ContextType>;
  planVersionHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['PlanSubmissionState'], ParentType, ContextType>;
  submission?: Resolver<Maybe<ResolversTypes['PlanSubmission']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PlanSubmissionConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PlanSubmissionConnection'] = ResolversParentTypes['PlanSubmissionConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PlanSubmissionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['PlanSubmission']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PlanSubmissionEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PlanSubmissionEdge'] = ResolversParentTypes['PlanSubmissionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['PlanSubmission'], ParentType, ContextType>;
};

export type PlanSubmissionPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PlanSubmissionPayload'] = ResolversParentTypes['PlanSubmissionPayload']> = {
  submission?: Resolver<Maybe<ResolversTypes['PlanSubmission']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PlanVersionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PlanVersion'] = ResolversParentTypes['PlanVersion']> = {
  canonicalForm?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  conflicts?: Resolver<ReadonlyArray<ResolversTypes['Conflict']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  decision?: Resolver<Maybe<ResolversTypes['Decision']>, ParentType, ContextType>;
  difference?: Resolver<Maybe<ResolversTypes['PlanDifference']>, ParentType, ContextType, Partial<PlanVersionDifferenceArgs>>;
  entries?: Resolver<ReadonlyArray<ResolversTypes['PlanVersionEntry']>, ParentType, ContextType>;
  hash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  markdown?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  merkleRoot?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  numbering?: Resolver<ReadonlyArray<ResolversTypes['NumberingLevel']>, ParentType, ContextType>;
  plan?: Resolver<ResolversTypes['Plan'], ParentType, ContextType>;
  previousHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  proof?: Resolver<Maybe<ResolversTypes['PlanProof']>, ParentType, ContextType, RequireFields<PlanVersionProofArgs, 'blockId' | 'keyTaskId'>>;
  shares?: Resolver<Maybe<ReadonlyArray<ResolversTypes['BlameShare']>>, ParentType, ContextType, RequireFields<PlanVersionSharesArgs, 'by'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PlanVersionConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PlanVersionConnection'] = ResolversParentTypes['PlanVersionConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PlanVersionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['PlanVersion']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PlanVersionEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PlanVersionEdge'] = ResolversParentTypes['PlanVersionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['PlanVersion'], ParentType, ContextType>;
};

export type PlanVersionEntryResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PlanVersionEntry'] = ResolversParentTypes['PlanVersionEntry']> = {
  contentHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  keyTask?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  merkleRoot?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  numbering?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  place?: Resolver<ReadonlyArray<ResolversTypes['Int']>, ParentType, ContextType>;
  strategyNumbering?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  strategyTitle?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Version'], ParentType, ContextType>;
};

export type PlanVersionPublishedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PlanVersionPublished'] = ResolversParentTypes['PlanVersionPublished']> = {
  actor?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  hash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EventKind'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  plan?: Resolver<Maybe<ResolversTypes['Plan']>, ParentType, ContextType>;
  planVersion?: Resolver<Maybe<ResolversTypes['PlanVersion']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PositionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Position'] = ResolversParentTypes['Position']> = {
  castAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  member?: Resolver<ResolversTypes['Member'], ParentType, ContextType>;
  overruled?: Resolver<Maybe<ResolversTypes['Overruling']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value?: Resolver<ResolversTypes['PositionValue'], ParentType, ContextType>;
};

export type PositionCastResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PositionCast'] = ResolversParentTypes['PositionCast']> = {
  actor?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  ballot?: Resolver<Maybe<ResolversTypes['Ballot']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keyTask?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EventKind'], ParentType, ContextType>;
  tally?: Resolver<Maybe<ResolversTypes['Tally']>, ParentType, ContextType>;
  turnout?: Resolver<ResolversTypes['Turnout'], ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['PositionValue']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PresenceResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Presence'] = ResolversParentTypes['Presence']> = {
  editing?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  member?: Resolver<ResolversTypes['Member'], ParentType, ContextType>;
  since?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ProofStepResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ProofStep'] = ResolversParentTypes['ProofStep']> = {
  data?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ProofStepKind'], ParentType, ContextType>;
  path?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  size?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  activity?: Resolver<ResolversTypes['EventConnection'], ParentType, ContextType, Partial<QueryActivityArgs>>;
  activityEnd?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  draft?: Resolver<Maybe<ResolversTypes['Revision']>, ParentType, ContextType, RequireFields<QueryDraftArgs, 'asOf' | 'id'>>;
  keyTasks?: Resolver<ResolversTypes['KeyTaskConnection'], ParentType, ContextType, Partial<QueryKeyTasksArgs>>;
  members?: Resolver<ResolversTypes['MemberConnection'], ParentType, ContextType, Partial<QueryMembersArgs>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<ReadonlyArray<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  plan?: Resolver<Maybe<ResolversTypes['PlanAsOf']>, ParentType, ContextType, RequireFields<QueryPlanArgs, 'asOf' | 'id'>>;
  plans?: Resolver<ResolversTypes['PlanConnection'], ParentType, ContextType, Partial<QueryPlansArgs>>;
  subcommittees?: Resolver<ReadonlyArray<ResolversTypes['Subcommittee']>, ParentType, ContextType>;
  unreadActivity?: Resolver<Maybe<ResolversTypes['UnreadActivity']>, ParentType, ContextType, Partial<QueryUnreadActivityArgs>>;
  viewer?: Resolver<Maybe<ResolversTypes['Viewer']>, ParentType, ContextType>;
  webhooks?: Resolver<ResolversTypes['WebhookConnection'], ParentType, ContextType, Partial<QueryWebhooksArgs>>;
};

export type RecusalLiftedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RecusalLifted'] = ResolversParentTypes['RecusalLifted']> = {
  actor?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keyTask?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EventKind'], ParentType, ContextType>;
  member?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RedeliverDeadLetterPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RedeliverDeadLetterPayload'] = ResolversParentTypes['RedeliverDeadLetterPayload']> = {
  deadLetter?: Resolver<Maybe<ResolversTypes['WebhookDeadLetter']>, ParentType, ContextType>;
  delivered?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  webhook?: Resolver<Maybe<ResolversTypes['Webhook']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ReturnedKeyTaskResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ReturnedKeyTask'] = ResolversParentTypes['ReturnedKeyTask']> = {
  keyTask?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Version'], ParentType, ContextType>;
};

export type ReviewResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Review'] = ResolversParentTypes['Review']> = {
  askedRole?: Resolver<Maybe<ResolversTypes['ReviewerRole']>, ParentType, ContextType>;
  askedSubcommittee?: Resolver<Maybe<ResolversTypes['Subcommittee']>, ParentType, ContextType>;
  blockRemarks?: Resolver<ReadonlyArray<ResolversTypes['BlockRemark']>, ParentType, ContextType>;
  contentHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  decidedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  dueAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  invalidatedReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  keyTask?: Resolver<ResolversTypes['KeyTask'], ParentType, ContextType>;
  minimumApprovals?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  overdue?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  remarks?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  reviewer?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ReviewState'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Version'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ReviewChangedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ReviewChanged'] = ResolversParentTypes['ReviewChanged']> = {
  actor?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  contentHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keyTask?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EventKind'], ParentType, ContextType>;
  review?: Resolver<Maybe<ResolversTypes['Review']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ReviewState'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ReviewConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ReviewConnection'] = ResolversParentTypes['ReviewConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ReviewEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Review']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ReviewEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ReviewEdge'] = ResolversParentTypes['ReviewEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Review'], ParentType, ContextType>;
};

export type ReviewPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ReviewPayload'] = ResolversParentTypes['ReviewPayload']> = {
  keyTask?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  review?: Resolver<Maybe<ResolversTypes['Review']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RevisionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Revision'] = ResolversParentTypes['Revision']> = {
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  author?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  blame?: Resolver<ResolversTypes['Blame'], ParentType, ContextType>;
  content?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  contentProblems?: Resolver<ReadonlyArray<ResolversTypes['ContentProblem']>, ParentType, ContextType>;
  draft?: Resolver<ResolversTypes['Draft'], ParentType, ContextType>;
  fields?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  hash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  markdown?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  organisation?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  plainText?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RosterChangedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RosterChanged'] = ResolversParentTypes['RosterChanged']> = {
  actor?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  ballot?: Resolver<Maybe<ResolversTypes['Ballot']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keyTask?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EventKind'], ParentType, ContextType>;
  member?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tally?: Resolver<Maybe<ResolversTypes['Tally']>, ParentType, ContextType>;
  turnout?: Resolver<ResolversTypes['Turnout'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RosterRemovalResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RosterRemoval'] = ResolversParentTypes['RosterRemoval']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  member?: Resolver<ResolversTypes['Member'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SecretVoteResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SecretVote'] = ResolversParentTypes['SecretVote']> = {
  overruled?: Resolver<Maybe<ResolversTypes['Overruling']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  receipt?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['PositionValue'], ParentType, ContextType>;
};

export type SessionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  accessTokenExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  refreshToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  refreshTokenExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type SetDigestPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SetDigestPayload'] = ResolversParentTypes['SetDigestPayload']> = {
  digest?: Resolver<Maybe<ResolversTypes['DigestFrequency']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SignInPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SignInPayload'] = ResolversParentTypes['SignInPayload']> = {
  member?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  session?: Resolver<Maybe<ResolversTypes['Session']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SignOutPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SignOutPayload'] = ResolversParentTypes['SignOutPayload']> = {
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StrategyResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Strategy'] = ResolversParentTypes['Strategy']> = {
  englishTitle?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keyTasks?: Resolver<ResolversTypes['KeyTaskConnection'], ParentType, ContextType, Partial<StrategyKeyTasksArgs>>;
  permissions?: Resolver<ReadonlyArray<ResolversTypes['Permission']>, ParentType, ContextType>;
  plan?: Resolver<ResolversTypes['Plan'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StrategyAsOfResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['StrategyAsOf'] = ResolversParentTypes['StrategyAsOf']> = {
  position?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  strategy?: Resolver<Maybe<ResolversTypes['Strategy']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type StrategyChangedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['StrategyChanged'] = ResolversParentTypes['StrategyChanged']> = {
  actor?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  change?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EventKind'], ParentType, ContextType>;
  plan?: Resolver<Maybe<ResolversTypes['Plan']>, ParentType, ContextType>;
  strategy?: Resolver<Maybe<ResolversTypes['Strategy']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StrategyPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['StrategyPayload'] = ResolversParentTypes['StrategyPayload']> = {
  strategy?: Resolver<Maybe<ResolversTypes['Strategy']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SubcommitteeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Subcommittee'] = ResolversParentTypes['Subcommittee']> = {
  englishName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  seats?: Resolver<ReadonlyArray<ResolversTypes['SubcommitteeSeat']>, ParentType, ContextType>;
  slug?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SubcommitteePayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SubcommitteePayload'] = ResolversParentTypes['SubcommitteePayload']> = {
  subcommittee?: Resolver<Maybe<ResolversTypes['Subcommittee']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SubcommitteeSeatResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SubcommitteeSeat'] = ResolversParentTypes['SubcommitteeSeat']> = {
  member?: Resolver<ResolversTypes['Member'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['SubcommitteeRole'], ParentType, ContextType>;
  subcommittee?: Resolver<ResolversTypes['Subcommittee'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  activity?: SubscriptionResolver<ResolversTypes['Event'], "activity", ParentType, ContextType, RequireFields<SubscriptionActivityArgs, 'gather'>>;
  presence?: SubscriptionResolver<ReadonlyArray<ResolversTypes['Presence']>, "presence", ParentType, ContextType, RequireFields<SubscriptionPresenceArgs, 'draftId'>>;
};

export type TallyResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Tally'] = ResolversParentTypes['Tally']> = {
  abstain?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  approve?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  discuss?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  needed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  noObjection?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  overruled?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  present?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  quorumReached?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  recuse?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  removed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  roster?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  wouldConfirm?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type TextDifferenceResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['TextDifference'] = ResolversParentTypes['TextDifference']> = {
  blocks?: Resolver<ResolversTypes['BlockDifferenceConnection'], ParentType, ContextType, RequireFields<TextDifferenceBlocksArgs, 'unchanged'>>;
  fields?: Resolver<ReadonlyArray<ResolversTypes['FieldChange']>, ParentType, ContextType>;
  html?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  titleAfter?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  titleBefore?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type TextPartResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['TextPart'] = ResolversParentTypes['TextPart']> = {
  formatAfter?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  formatBefore?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['TextPartKind'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type TurnoutResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Turnout'] = ResolversParentTypes['Turnout']> = {
  needed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  present?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  quorumReached?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  recuse?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  removed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  roster?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type UnreadActivityResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['UnreadActivity'] = ResolversParentTypes['UnreadActivity']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  mark?: Resolver<Maybe<ResolversTypes['ActivityMark']>, ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  field?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type VersionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Version'] = ResolversParentTypes['Version']> = {
  authors?: Resolver<ReadonlyArray<ResolversTypes['Member']>, ParentType, ContextType>;
  blame?: Resolver<Maybe<ResolversTypes['Blame']>, ParentType, ContextType>;
  canonicalForm?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  content?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  contentHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  difference?: Resolver<Maybe<ResolversTypes['TextDifference']>, ParentType, ContextType, RequireFields<VersionDifferenceArgs, 'from'>>;
  fields?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keyTask?: Resolver<ResolversTypes['KeyTask'], ParentType, ContextType>;
  logHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  markdown?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  plainText?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reviews?: Resolver<ReadonlyArray<ResolversTypes['Review']>, ParentType, ContextType>;
  sealedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  shares?: Resolver<Maybe<ReadonlyArray<ResolversTypes['BlameShare']>>, ParentType, ContextType, RequireFields<VersionSharesArgs, 'by'>>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type VersionConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['VersionConnection'] = ResolversParentTypes['VersionConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['VersionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Version']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type VersionEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['VersionEdge'] = ResolversParentTypes['VersionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Version'], ParentType, ContextType>;
};

export type VersionNamedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['VersionNamed'] = ResolversParentTypes['VersionNamed']> = {
  actor?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  contentHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keyTask?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EventKind'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['Version']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type VersionPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['VersionPayload'] = ResolversParentTypes['VersionPayload']> = {
  keyTask?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['Version']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  digest?: Resolver<ResolversTypes['DigestFrequency'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  member?: Resolver<ResolversTypes['Member'], ParentType, ContextType>;
  permissions?: Resolver<ReadonlyArray<ResolversTypes['Permission']>, ParentType, ContextType>;
};

export type WebhookResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Webhook'] = ResolversParentTypes['Webhook']> = {
  active?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  deadLetters?: Resolver<ResolversTypes['WebhookDeadLetterConnection'], ParentType, ContextType, Partial<WebhookDeadLettersArgs>>;
  failedAttempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  failingSince?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  filter?: Resolver<ResolversTypes['WebhookFilter'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  permissions?: Resolver<ReadonlyArray<ResolversTypes['Permission']>, ParentType, ContextType>;
  retryAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type WebhookConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['WebhookConnection'] = ResolversParentTypes['WebhookConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['WebhookEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Webhook']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type WebhookDeadLetterResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['WebhookDeadLetter'] = ResolversParentTypes['WebhookDeadLetter']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  event?: Resolver<Maybe<ResolversTypes['Event']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastError?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  permissions?: Resolver<ReadonlyArray<ResolversTypes['Permission']>, ParentType, ContextType>;
  webhook?: Resolver<Maybe<ResolversTypes['Webhook']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type WebhookDeadLetterConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['WebhookDeadLetterConnection'] = ResolversParentTypes['WebhookDeadLetterConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['WebhookDeadLetterEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['WebhookDeadLetter']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type WebhookDeadLetterEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['WebhookDeadLetterEdge'] = ResolversParentTypes['WebhookDeadLetterEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['WebhookDeadLetter'], ParentType, ContextType>;
};

export type WebhookEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['WebhookEdge'] = ResolversParentTypes['WebhookEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Webhook'], ParentType, ContextType>;
};

export type WebhookFilterResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['WebhookFilter'] = ResolversParentTypes['WebhookFilter']> = {
  actor?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  keyTask?: Resolver<Maybe<ResolversTypes['KeyTask']>, ParentType, ContextType>;
  kinds?: Resolver<Maybe<ReadonlyArray<ResolversTypes['EventKind']>>, ParentType, ContextType>;
  plan?: Resolver<Maybe<ResolversTypes['Plan']>, ParentType, ContextType>;
  subcommittee?: Resolver<Maybe<ResolversTypes['Subcommittee']>, ParentType, ContextType>;
};

export type WebhookPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['WebhookPayload'] = ResolversParentTypes['WebhookPayload']> = {
  secret?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  webhook?: Resolver<Maybe<ResolversTypes['Webhook']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = GraphQLContext> = {
  ActivityMark?: ActivityMarkResolvers<ContextType>;
  ActivityReset?: ActivityResetResolvers<ContextType>;
  Ballot?: BallotResolvers<ContextType>;
  BallotOpened?: BallotOpenedResolvers<ContextType>;
  BallotPayload?: BallotPayloadResolvers<ContextType>;
  BallotRule?: BallotRuleResolvers<ContextType>;
  Blame?: BlameResolvers<ContextType>;
  BlameRun?: BlameRunResolvers<ContextType>;
  BlameShare?: BlameShareResolvers<ContextType>;
  BlamedBlock?: BlamedBlockResolvers<ContextType>;
  BlamedBlockConnection?: BlamedBlockConnectionResolvers<ContextType>;
  BlamedBlockEdge?: BlamedBlockEdgeResolvers<ContextType>;
  BlamedField?: BlamedFieldResolvers<ContextType>;
  BlockChange?: BlockChangeResolvers<ContextType>;
  BlockDifference?: BlockDifferenceResolvers<ContextType>;
  BlockDifferenceConnection?: BlockDifferenceConnectionResolvers<ContextType>;
  BlockDifferenceEdge?: BlockDifferenceEdgeResolvers<ContextType>;
  BlockRemark?: BlockRemarkResolvers<ContextType>;
  ChangePasswordPayload?: ChangePasswordPayloadResolvers<ContextType>;
  Conflict?: ConflictResolvers<ContextType>;
  ConflictPlace?: ConflictPlaceResolvers<ContextType>;
  ContentProblem?: ContentProblemResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Decision?: DecisionResolvers<ContextType>;
  DecisionConnection?: DecisionConnectionResolvers<ContextType>;
  DecisionEdge?: DecisionEdgeResolvers<ContextType>;
  DecisionMade?: DecisionMadeResolvers<ContextType>;
  DecisionPayload?: DecisionPayloadResolvers<ContextType>;
  DeleteWebhookPayload?: DeleteWebhookPayloadResolvers<ContextType>;
  Discussion?: DiscussionResolvers<ContextType>;
  DiscussionOverruled?: DiscussionOverruledResolvers<ContextType>;
  Draft?: DraftResolvers<ContextType>;
  DraftChanged?: DraftChangedResolvers<ContextType>;
  DraftPayload?: DraftPayloadResolvers<ContextType>;
  DraftRewritten?: DraftRewrittenResolvers<ContextType>;
  Event?: EventResolvers<ContextType>;
  EventConnection?: EventConnectionResolvers<ContextType>;
  EventEdge?: EventEdgeResolvers<ContextType>;
  FieldChange?: FieldChangeResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  KeyTask?: KeyTaskResolvers<ContextType>;
  KeyTaskAsOf?: KeyTaskAsOfResolvers<ContextType>;
  KeyTaskChanged?: KeyTaskChangedResolvers<ContextType>;
  KeyTaskConnection?: KeyTaskConnectionResolvers<ContextType>;
  KeyTaskEdge?: KeyTaskEdgeResolvers<ContextType>;
  KeyTaskPayload?: KeyTaskPayloadResolvers<ContextType>;
  KeyTaskStateChanged?: KeyTaskStateChangedResolvers<ContextType>;
  MarkActivityReadPayload?: MarkActivityReadPayloadResolvers<ContextType>;
  Member?: MemberResolvers<ContextType>;
  MemberConnection?: MemberConnectionResolvers<ContextType>;
  MemberEdge?: MemberEdgeResolvers<ContextType>;
  MemberPayload?: MemberPayloadResolvers<ContextType>;
  MembershipChanged?: MembershipChangedResolvers<ContextType>;
  Moment?: MomentResolvers<ContextType>;
  MomentConnection?: MomentConnectionResolvers<ContextType>;
  MomentEdge?: MomentEdgeResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  MutationPayload?: MutationPayloadResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  NumberingLevel?: NumberingLevelResolvers<ContextType>;
  Overruling?: OverrulingResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Permission?: PermissionResolvers<ContextType>;
  Plan?: PlanResolvers<ContextType>;
  PlanAsOf?: PlanAsOfResolvers<ContextType>;
  PlanChanged?: PlanChangedResolvers<ContextType>;
  PlanConnection?: PlanConnectionResolvers<ContextType>;
  PlanDifference?: PlanDifferenceResolvers<ContextType>;
  PlanEdge?: PlanEdgeResolvers<ContextType>;
  PlanEntryDifference?: PlanEntryDifferenceResolvers<ContextType>;
  PlanPayload?: PlanPayloadResolvers<ContextType>;
  PlanProof?: PlanProofResolvers<ContextType>;
  PlanSubmission?: PlanSubmissionResolvers<ContextType>;
  PlanSubmissionChanged?: PlanSubmissionChangedResolvers<ContextType>;
  PlanSubmissionConnection?: PlanSubmissionConnectionResolvers<ContextType>;
  PlanSubmissionEdge?: PlanSubmissionEdgeResolvers<ContextType>;
  PlanSubmissionPayload?: PlanSubmissionPayloadResolvers<ContextType>;
  PlanVersion?: PlanVersionResolvers<ContextType>;
  PlanVersionConnection?: PlanVersionConnectionResolvers<ContextType>;
  PlanVersionEdge?: PlanVersionEdgeResolvers<ContextType>;
  PlanVersionEntry?: PlanVersionEntryResolvers<ContextType>;
  PlanVersionPublished?: PlanVersionPublishedResolvers<ContextType>;
  Position?: PositionResolvers<ContextType>;
  PositionCast?: PositionCastResolvers<ContextType>;
  Presence?: PresenceResolvers<ContextType>;
  ProofStep?: ProofStepResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RecusalLifted?: RecusalLiftedResolvers<ContextType>;
  RedeliverDeadLetterPayload?: RedeliverDeadLetterPayloadResolvers<ContextType>;
  ReturnedKeyTask?: ReturnedKeyTaskResolvers<ContextType>;
  Review?: ReviewResolvers<ContextType>;
  ReviewChanged?: ReviewChangedResolvers<ContextType>;
  ReviewConnection?: ReviewConnectionResolvers<ContextType>;
  ReviewEdge?: ReviewEdgeResolvers<ContextType>;
  ReviewPayload?: ReviewPayloadResolvers<ContextType>;
  Revision?: RevisionResolvers<ContextType>;
  RosterChanged?: RosterChangedResolvers<ContextType>;
  RosterRemoval?: RosterRemovalResolvers<ContextType>;
  SecretVote?: SecretVoteResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  SetDigestPayload?: SetDigestPayloadResolvers<ContextType>;
  SignInPayload?: SignInPayloadResolvers<ContextType>;
  SignOutPayload?: SignOutPayloadResolvers<ContextType>;
  Strategy?: StrategyResolvers<ContextType>;
  StrategyAsOf?: StrategyAsOfResolvers<ContextType>;
  StrategyChanged?: StrategyChangedResolvers<ContextType>;
  StrategyPayload?: StrategyPayloadResolvers<ContextType>;
  Subcommittee?: SubcommitteeResolvers<ContextType>;
  SubcommitteePayload?: SubcommitteePayloadResolvers<ContextType>;
  SubcommitteeSeat?: SubcommitteeSeatResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Tally?: TallyResolvers<ContextType>;
  TextDifference?: TextDifferenceResolvers<ContextType>;
  TextPart?: TextPartResolvers<ContextType>;
  Turnout?: TurnoutResolvers<ContextType>;
  UnreadActivity?: UnreadActivityResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  Version?: VersionResolvers<ContextType>;
  VersionConnection?: VersionConnectionResolvers<ContextType>;
  VersionEdge?: VersionEdgeResolvers<ContextType>;
  VersionNamed?: VersionNamedResolvers<ContextType>;
  VersionPayload?: VersionPayloadResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
  Webhook?: WebhookResolvers<ContextType>;
  WebhookConnection?: WebhookConnectionResolvers<ContextType>;
  WebhookDeadLetter?: WebhookDeadLetterResolvers<ContextType>;
  WebhookDeadLetterConnection?: WebhookDeadLetterConnectionResolvers<ContextType>;
  WebhookDeadLetterEdge?: WebhookDeadLetterEdgeResolvers<ContextType>;
  WebhookEdge?: WebhookEdgeResolvers<ContextType>;
  WebhookFilter?: WebhookFilterResolvers<ContextType>;
  WebhookPayload?: WebhookPayloadResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = GraphQLContext> = {
  shared?: SharedDirectiveResolver<any, any, ContextType>;
};
