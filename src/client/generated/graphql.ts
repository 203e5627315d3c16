/* eslint-disable */
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant, RFC 3339 in UTC, e.g. `2021-02-15T09:00:00.000Z`. */
  DateTime: { input: string; output: string; }
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

/** What shares are counted by. */
export type BlameGrouping =
  /** By who wrote it. */
  | 'MEMBER'
  /** As it was when each wrote. */
  | 'ORGANISATION'
  /** As it is now. */
  | 'SECTOR';

/** What became of a block. */
export type BlockChangeKind =
  /** It was added. */
  | 'ADDED'
  /** It has another text. */
  | 'CHANGED'
  /** It was removed. */
  | 'REMOVED';

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

/** What `closeBallot` is to do. */
export type CloseBallotInput = {
  /** The ballot. */
  readonly ballotId: Scalars['ID']['input'];
  /** Hash of the version voted on. */
  readonly contentHash: Scalars['String']['input'];
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

/** What a ballot decides. */
export type DecisionOutcome =
  /** The version is sealed into the plan. */
  | 'CONFIRMED'
  /** The key task is drafted again. */
  | 'RETURNED';

/** What `deleteWebhook` is to do. */
export type DeleteWebhookInput = {
  /** Of the webhook that is removed. */
  readonly webhookId: Scalars['ID']['input'];
};

/** How often a member gets a digest by mail of what others did (SPEC.md, DG). */
export type DigestFrequency =
  /** Once a day, when there is something new. */
  | 'DAILY'
  /** None is sent. */
  | 'NEVER'
  /** Once a week, when there is something new. */
  | 'WEEKLY';

/** What a DISCUSS does that nobody has overruled. */
export type DiscussionEffect =
  /** Nothing is confirmed until it is withdrawn, or overruled by the chair; then it counts against. */
  | 'BLOCKS'
  /** It counts against, like one that was overruled. */
  | 'COUNTS_AGAINST';

/** What the server does to a draft for a member. */
export type DraftRewriting =
  /** Markdown was read into it. */
  | 'IMPORTED'
  /** Made what it was at an earlier position of its log. */
  | 'RESTORED';

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

/** What `mergeKeyTask` is to do. */
export type MergeKeyTaskInput = {
  /** The one that goes on. */
  readonly intoKeyTaskId: Scalars['ID']['input'];
  /** The key task that ends. */
  readonly keyTaskId: Scalars['ID']['input'];
  /** Why. */
  readonly reason: Scalars['String']['input'];
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

/** What `nameVersion` is to do. */
export type NameVersionInput = {
  /** The key task. */
  readonly keyTaskId: Scalars['ID']['input'];
  /** 1 to 200 characters. */
  readonly name: Scalars['String']['input'];
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

/** Trees that a proof goes up, from the paragraph to the plan. */
export type ProofStepKind =
  /** The paragraph among those of the text. */
  | 'BLOCK'
  /** The key task among those of its strategy. */
  | 'KEY_TASK'
  /** The strategy among those of the plan. */
  | 'STRATEGY';

/** What `recallVersion` is to do. */
export type RecallVersionInput = {
  /** The key task. */
  readonly keyTaskId: Scalars['ID']['input'];
  /** Why. */
  readonly reason: Scalars['String']['input'];
};

/** What `redeliverDeadLetter` is to do. */
export type RedeliverDeadLetterInput = {
  /** Of the dead letter that is tried once more. */
  readonly deadLetterId: Scalars['ID']['input'];
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

/** A key task that is returned with a plan. */
export type ReturnedKeyTaskInput = {
  /** The key task. */
  readonly keyTaskId: Scalars['ID']['input'];
  /** What is to be amended, and why. */
  readonly reason: Scalars['String']['input'];
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

/** What `seatMember` is to do. */
export type SeatMemberInput = {
  /** The member. */
  readonly memberId: Scalars['ID']['input'];
  /** What the seat is to be. */
  readonly role: SubcommitteeRole;
  /** The subcommittee. */
  readonly subcommitteeId: Scalars['ID']['input'];
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

/** What `setDigest` is to do. */
export type SetDigestInput = {
  /** How often it is to come; the first one comes a period after this. */
  readonly digest: DigestFrequency;
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

/** What a seat is. */
export type SubcommitteeRole =
  /** Leads the subcommittee: creates its key tasks and submits versions. */
  | 'LEAD'
  /** Edits the drafts of the subcommittee's key tasks. */
  | 'MEMBER';

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

/** What `tableKeyTask` is to do. */
export type TableKeyTaskInput = {
  /** Hash of the approved version. */
  readonly contentHash: Scalars['String']['input'];
  /** The key task. */
  readonly keyTaskId: Scalars['ID']['input'];
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

type EventFields_ActivityReset_Fragment = { readonly __typename: 'ActivityReset', readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly actor?: { readonly id: string, readonly displayName: string } | null };

type EventFields_BallotOpened_Fragment = { readonly __typename: 'BallotOpened', readonly contentHash: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly ballot?: { readonly id: string } | null, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null };

type EventFields_DecisionMade_Fragment = { readonly __typename: 'DecisionMade', readonly outcome: DecisionOutcome, readonly contentHash: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null };

type EventFields_DiscussionOverruled_Fragment = { readonly __typename: 'DiscussionOverruled', readonly discussion: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly overruledBecause: string, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null };

type EventFields_DraftChanged_Fragment = { readonly __typename: 'DraftChanged', readonly charactersInserted: number, readonly charactersDeleted: number, readonly excerpt: string, readonly toSequence: number, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null };

type EventFields_DraftRewritten_Fragment = { readonly __typename: 'DraftRewritten', readonly sequence: number, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly rewriting: DraftRewriting, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null };

type EventFields_KeyTaskChanged_Fragment = { readonly __typename: 'KeyTaskChanged', readonly change: string, readonly title: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly keyTask?: { readonly id: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null };

type EventFields_KeyTaskStateChanged_Fragment = { readonly __typename: 'KeyTaskStateChanged', readonly from?: KeyTaskState | null, readonly to: KeyTaskState, readonly reason?: string | null, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null };

type EventFields_MembershipChanged_Fragment = { readonly __typename: 'MembershipChanged', readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly membershipChange: MembershipChange, readonly member?: { readonly id: string, readonly displayName: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null };

type EventFields_PlanChanged_Fragment = { readonly __typename: 'PlanChanged', readonly change: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly plan?: { readonly id: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null };

type EventFields_PlanSubmissionChanged_Fragment = { readonly __typename: 'PlanSubmissionChanged', readonly planVersionHash: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly submissionState: PlanSubmissionState, readonly plan?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null };

type EventFields_PlanVersionPublished_Fragment = { readonly __typename: 'PlanVersionPublished', readonly number: number, readonly hash: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly plan?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null };

type EventFields_PositionCast_Fragment = { readonly __typename: 'PositionCast', readonly value?: PositionValue | null, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly ballot?: { readonly id: string } | null, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null };

type EventFields_RecusalLifted_Fragment = { readonly __typename: 'RecusalLifted', readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly liftedBecause: string, readonly member?: { readonly id: string, readonly displayName: string } | null, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null };

type EventFields_ReviewChanged_Fragment = { readonly __typename: 'ReviewChanged', readonly contentHash: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly reviewState: ReviewState, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null };

type EventFields_RosterChanged_Fragment = { readonly __typename: 'RosterChanged', readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly removedBecause: string, readonly member?: { readonly id: string, readonly displayName: string } | null, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null };

type EventFields_StrategyChanged_Fragment = { readonly __typename: 'StrategyChanged', readonly change: string, readonly title: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly strategy?: { readonly id: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null };

type EventFields_VersionNamed_Fragment = { readonly __typename: 'VersionNamed', readonly name: string, readonly contentHash: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null };

export type EventFieldsFragment =
  | EventFields_ActivityReset_Fragment
  | EventFields_BallotOpened_Fragment
  | EventFields_DecisionMade_Fragment
  | EventFields_DiscussionOverruled_Fragment
  | EventFields_DraftChanged_Fragment
  | EventFields_DraftRewritten_Fragment
  | EventFields_KeyTaskChanged_Fragment
  | EventFields_KeyTaskStateChanged_Fragment
  | EventFields_MembershipChanged_Fragment
  | EventFields_PlanChanged_Fragment
  | EventFields_PlanSubmissionChanged_Fragment
  | EventFields_PlanVersionPublished_Fragment
  | EventFields_PositionCast_Fragment
  | EventFields_RecusalLifted_Fragment
  | EventFields_ReviewChanged_Fragment
  | EventFields_RosterChanged_Fragment
  | EventFields_StrategyChanged_Fragment
  | EventFields_VersionNamed_Fragment
;

export type ActivityPageQueryVariables = Exact<{
  filter?: InputMaybe<ActivityFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type ActivityPageQuery = { readonly activity: { readonly nodes: ReadonlyArray<
      | { readonly __typename: 'ActivityReset', readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly actor?: { readonly id: string, readonly displayName: string } | null }
      | { readonly __typename: 'BallotOpened', readonly contentHash: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly ballot?: { readonly id: string } | null, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
      | { readonly __typename: 'DecisionMade', readonly outcome: DecisionOutcome, readonly contentHash: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
      | { readonly __typename: 'DiscussionOverruled', readonly discussion: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly overruledBecause: string, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
      | { readonly __typename: 'DraftChanged', readonly charactersInserted: number, readonly charactersDeleted: number, readonly excerpt: string, readonly toSequence: number, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
      | { readonly __typename: 'DraftRewritten', readonly sequence: number, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly rewriting: DraftRewriting, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
      | { readonly __typename: 'KeyTaskChanged', readonly change: string, readonly title: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly keyTask?: { readonly id: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
      | { readonly __typename: 'KeyTaskStateChanged', readonly from?: KeyTaskState | null, readonly to: KeyTaskState, readonly reason?: string | null, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
      | { readonly __typename: 'MembershipChanged', readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly membershipChange: MembershipChange, readonly member?: { readonly id: string, readonly displayName: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
      | { readonly __typename: 'PlanChanged', readonly change: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly plan?: { readonly id: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
      | { readonly __typename: 'PlanSubmissionChanged', readonly planVersionHash: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly submissionState: PlanSubmissionState, readonly plan?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
      | { readonly __typename: 'PlanVersionPublished', readonly number: number, readonly hash: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly plan?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
      | { readonly __typename: 'PositionCast', readonly value?: PositionValue | null, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly ballot?: { readonly id: string } | null, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
      | { readonly __typename: 'RecusalLifted', readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly liftedBecause: string, readonly member?: { readonly id: string, readonly displayName: string } | null, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
      | { readonly __typename: 'ReviewChanged', readonly contentHash: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly reviewState: ReviewState, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
      | { readonly __typename: 'RosterChanged', readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly removedBecause: string, readonly member?: { readonly id: string, readonly displayName: string } | null, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
      | { readonly __typename: 'StrategyChanged', readonly change: string, readonly title: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly strategy?: { readonly id: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
      | { readonly __typename: 'VersionNamed', readonly name: string, readonly contentHash: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
    >, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } };

export type ActivityEndQueryVariables = Exact<{ [key: string]: never; }>;


export type ActivityEndQuery = { readonly activityEnd: string };

export type ActivitySubscriptionVariables = Exact<{
  filter?: InputMaybe<ActivityFilter>;
  after?: InputMaybe<Scalars['String']['input']>;
  gather?: Scalars['Int']['input'];
}>;


export type ActivitySubscription = { readonly activity:
    | { readonly __typename: 'ActivityReset', readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly actor?: { readonly id: string, readonly displayName: string } | null }
    | { readonly __typename: 'BallotOpened', readonly contentHash: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly ballot?: { readonly id: string } | null, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
    | { readonly __typename: 'DecisionMade', readonly outcome: DecisionOutcome, readonly contentHash: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
    | { readonly __typename: 'DiscussionOverruled', readonly discussion: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly overruledBecause: string, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
    | { readonly __typename: 'DraftChanged', readonly charactersInserted: number, readonly charactersDeleted: number, readonly excerpt: string, readonly toSequence: number, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
    | { readonly __typename: 'DraftRewritten', readonly sequence: number, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly rewriting: DraftRewriting, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
    | { readonly __typename: 'KeyTaskChanged', readonly change: string, readonly title: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly keyTask?: { readonly id: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
    | { readonly __typename: 'KeyTaskStateChanged', readonly from?: KeyTaskState | null, readonly to: KeyTaskState, readonly reason?: string | null, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
    | { readonly __typename: 'MembershipChanged', readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly membershipChange: MembershipChange, readonly member?: { readonly id: string, readonly displayName: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
    | { readonly __typename: 'PlanChanged', readonly change: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly plan?: { readonly id: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
    | { readonly __typename: 'PlanSubmissionChanged', readonly planVersionHash: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly submissionState: PlanSubmissionState, readonly plan?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
    | { readonly __typename: 'PlanVersionPublished', readonly number: number, readonly hash: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly plan?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
    | { readonly __typename: 'PositionCast', readonly value?: PositionValue | null, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly ballot?: { readonly id: string } | null, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
    | { readonly __typename: 'RecusalLifted', readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly liftedBecause: string, readonly member?: { readonly id: string, readonly displayName: string } | null, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
    | { readonly __typename: 'ReviewChanged', readonly contentHash: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly reviewState: ReviewState, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
    | { readonly __typename: 'RosterChanged', readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly removedBecause: string, readonly member?: { readonly id: string, readonly displayName: string } | null, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
    | { readonly __typename: 'StrategyChanged', readonly change: string, readonly title: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly strategy?: { readonly id: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
    | { readonly __typename: 'VersionNamed', readonly name: string, readonly contentHash: string, readonly id: string, readonly cursor: string, readonly kind: EventKind, readonly at: string, readonly keyTask?: { readonly id: string, readonly title: string } | null, readonly actor?: { readonly id: string, readonly displayName: string } | null }
   };

export type UnreadActivityQueryVariables = Exact<{
  filter?: InputMaybe<ActivityFilter>;
}>;


export type UnreadActivityQuery = { readonly unreadActivity?: { readonly count: number, readonly mark?: { readonly cursor: string, readonly at: string } | null } | null };

export type MarkActivityReadMutationVariables = Exact<{
  input: MarkActivityReadInput;
}>;


export type MarkActivityReadMutation = { readonly markActivityRead: { readonly mark?: { readonly cursor: string, readonly at: string } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly field?: ReadonlyArray<string> | null }> } };

export type ReviewFieldsFragment = { readonly id: string, readonly state: ReviewState, readonly contentHash: string, readonly remarks?: string | null, readonly requestedAt: string, readonly dueAt?: string | null, readonly overdue: boolean, readonly decidedAt?: string | null, readonly reviewer?: { readonly id: string, readonly displayName: string } | null, readonly blockRemarks: ReadonlyArray<{ readonly blockId: string, readonly text: string, readonly excerpt: string }> };

export type BallotFieldsFragment = { readonly id: string, readonly open: boolean, readonly contentHash: string, readonly openedAt: string, readonly closedAt?: string | null, readonly viewerHasVoted: boolean, readonly rule: { readonly secret: boolean }, readonly turnout: { readonly roster: number, readonly removed: number, readonly recuse: number, readonly present: number, readonly needed: number, readonly quorumReached: boolean }, readonly tally?: { readonly approve: number, readonly noObjection: number, readonly discuss: number, readonly overruled: number, readonly abstain: number, readonly wouldConfirm: boolean } | null };

export type RequestReviewsMutationVariables = Exact<{
  input: RequestReviewsInput;
}>;


export type RequestReviewsMutation = { readonly requestReviews: { readonly keyTask?: { readonly id: string, readonly title: string, readonly englishTitle?: string | null, readonly position: number, readonly state: KeyTaskState, readonly amendment: boolean, readonly updatedAt: string, readonly subcommittee: { readonly id: string, readonly name: string } } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly field?: ReadonlyArray<string> | null }> } };

export type SubmitReviewMutationVariables = Exact<{
  input: SubmitReviewInput;
}>;


export type SubmitReviewMutation = { readonly submitReview: { readonly review?: { readonly id: string, readonly state: ReviewState, readonly contentHash: string, readonly remarks?: string | null, readonly requestedAt: string, readonly dueAt?: string | null, readonly overdue: boolean, readonly decidedAt?: string | null, readonly reviewer?: { readonly id: string, readonly displayName: string } | null, readonly blockRemarks: ReadonlyArray<{ readonly blockId: string, readonly text: string, readonly excerpt: string }> } | null, readonly keyTask?: { readonly id: string, readonly title: string, readonly englishTitle?: string | null, readonly position: number, readonly state: KeyTaskState, readonly amendment: boolean, readonly updatedAt: string, readonly subcommittee: { readonly id: string, readonly name: string } } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly field?: ReadonlyArray<string> | null }> } };

export type TableKeyTaskMutationVariables = Exact<{
  input: TableKeyTaskInput;
}>;


export type TableKeyTaskMutation = { readonly tableKeyTask: { readonly ballot?: { readonly id: string, readonly open: boolean, readonly contentHash: string, readonly openedAt: string, readonly closedAt?: string | null, readonly viewerHasVoted: boolean, readonly rule: { readonly secret: boolean }, readonly turnout: { readonly roster: number, readonly removed: number, readonly recuse: number, readonly present: number, readonly needed: number, readonly quorumReached: boolean }, readonly tally?: { readonly approve: number, readonly noObjection: number, readonly discuss: number, readonly overruled: number, readonly abstain: number, readonly wouldConfirm: boolean } | null } | null, readonly keyTask?: { readonly id: string, readonly title: string, readonly englishTitle?: string | null, readonly position: number, readonly state: KeyTaskState, readonly amendment: boolean, readonly updatedAt: string, readonly subcommittee: { readonly id: string, readonly name: string } } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly field?: ReadonlyArray<string> | null }> } };

export type CastPositionMutationVariables = Exact<{
  input: CastPositionInput;
}>;


export type CastPositionMutation = { readonly castPosition: { readonly ballot?: { readonly id: string, readonly open: boolean, readonly contentHash: string, readonly openedAt: string, readonly closedAt?: string | null, readonly viewerHasVoted: boolean, readonly rule: { readonly secret: boolean }, readonly turnout: { readonly roster: number, readonly removed: number, readonly recuse: number, readonly present: number, readonly needed: number, readonly quorumReached: boolean }, readonly tally?: { readonly approve: number, readonly noObjection: number, readonly discuss: number, readonly overruled: number, readonly abstain: number, readonly wouldConfirm: boolean } | null } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly field?: ReadonlyArray<string> | null }> } };

export type CloseBallotMutationVariables = Exact<{
  input: CloseBallotInput;
}>;


export type CloseBallotMutation = { readonly closeBallot: { readonly decision?: { readonly id: string, readonly outcome: DecisionOutcome, readonly contentHash: string, readonly hash: string, readonly decidedAt: string } | null, readonly planVersion?: { readonly id: string, readonly number: number, readonly hash: string } | null, readonly keyTask?: { readonly id: string, readonly title: string, readonly englishTitle?: string | null, readonly position: number, readonly state: KeyTaskState, readonly amendment: boolean, readonly updatedAt: string, readonly subcommittee: { readonly id: string, readonly name: string } } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly field?: ReadonlyArray<string> | null }> } };

export type PresenceSubscriptionVariables = Exact<{
  draftId: Scalars['ID']['input'];
}>;


export type PresenceSubscription = { readonly presence: ReadonlyArray<{ readonly editing: boolean, readonly since: string, readonly member: { readonly id: string, readonly displayName: string, readonly organisation: string } }> };

export type KeyTasksQueryVariables = Exact<{
  filter?: InputMaybe<KeyTaskFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type KeyTasksQuery = { readonly keyTasks: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly title: string, readonly englishTitle?: string | null, readonly position: number, readonly state: KeyTaskState, readonly amendment: boolean, readonly updatedAt: string, readonly subcommittee: { readonly id: string, readonly name: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } };

export type VersionFieldsFragment = { readonly id: string, readonly number: number, readonly name: string, readonly title: string, readonly contentHash: string, readonly createdAt: string, readonly sealedAt?: string | null };

export type KeyTaskQueryVariables = Exact<{
  id: Scalars['ID']['input'];
  versions?: Scalars['Int']['input'];
}>;


export type KeyTaskQuery = { readonly keyTask?:
    | { readonly __typename: 'Ballot' }
    | { readonly __typename: 'Decision' }
    | { readonly __typename: 'Draft' }
    | { readonly __typename: 'KeyTask', readonly id: string, readonly title: string, readonly englishTitle?: string | null, readonly position: number, readonly state: KeyTaskState, readonly amendment: boolean, readonly updatedAt: string, readonly permissions: ReadonlyArray<{ readonly action: string, readonly allowed: boolean, readonly code?: UserErrorCode | null, readonly reason?: string | null }>, readonly draft?: { readonly id: string, readonly collaborationPath: string, readonly editable: boolean, readonly frozen: boolean, readonly frozenReason?: string | null, readonly sequence: number, readonly markdown: string, readonly fields: unknown } | null, readonly currentVersion?: { readonly id: string, readonly number: number, readonly name: string, readonly title: string, readonly contentHash: string, readonly createdAt: string, readonly sealedAt?: string | null } | null, readonly versions: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly number: number, readonly name: string, readonly title: string, readonly contentHash: string, readonly createdAt: string, readonly sealedAt?: string | null }> }, readonly reviews: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly state: ReviewState, readonly contentHash: string, readonly remarks?: string | null, readonly requestedAt: string, readonly dueAt?: string | null, readonly overdue: boolean, readonly decidedAt?: string | null, readonly reviewer?: { readonly id: string, readonly displayName: string } | null, readonly blockRemarks: ReadonlyArray<{ readonly blockId: string, readonly text: string, readonly excerpt: string }> }> }, readonly ballot?: { readonly id: string, readonly open: boolean, readonly contentHash: string, readonly openedAt: string, readonly closedAt?: string | null, readonly viewerHasVoted: boolean, readonly rule: { readonly secret: boolean }, readonly turnout: { readonly roster: number, readonly removed: number, readonly recuse: number, readonly present: number, readonly needed: number, readonly quorumReached: boolean }, readonly tally?: { readonly approve: number, readonly noObjection: number, readonly discuss: number, readonly overruled: number, readonly abstain: number, readonly wouldConfirm: boolean } | null } | null, readonly subcommittee: { readonly id: string, readonly name: string } }
    | { readonly __typename: 'Member' }
    | { readonly __typename: 'Plan' }
    | { readonly __typename: 'PlanSubmission' }
    | { readonly __typename: 'PlanVersion' }
    | { readonly __typename: 'Review' }
    | { readonly __typename: 'Strategy' }
    | { readonly __typename: 'Subcommittee' }
    | { readonly __typename: 'Version' }
    | { readonly __typename: 'Webhook' }
    | { readonly __typename: 'WebhookDeadLetter' }
   | null };

export type CreateKeyTaskMutationVariables = Exact<{
  input: CreateKeyTaskInput;
}>;


export type CreateKeyTaskMutation = { readonly createKeyTask: { readonly keyTask?: { readonly id: string, readonly title: string, readonly englishTitle?: string | null, readonly position: number, readonly state: KeyTaskState, readonly amendment: boolean, readonly updatedAt: string, readonly draft?: { readonly id: string, readonly collaborationPath: string } | null, readonly subcommittee: { readonly id: string, readonly name: string } } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly field?: ReadonlyArray<string> | null }> } };

export type RenameKeyTaskMutationVariables = Exact<{
  input: RenameKeyTaskInput;
}>;


export type RenameKeyTaskMutation = { readonly renameKeyTask: { readonly keyTask?: { readonly id: string, readonly title: string, readonly englishTitle?: string | null, readonly position: number, readonly state: KeyTaskState, readonly amendment: boolean, readonly updatedAt: string, readonly subcommittee: { readonly id: string, readonly name: string } } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly field?: ReadonlyArray<string> | null }> } };

export type ImportMarkdownMutationVariables = Exact<{
  input: ImportMarkdownInput;
}>;


export type ImportMarkdownMutation = { readonly importMarkdown: { readonly draft?: { readonly id: string, readonly sequence: number, readonly markdown: string } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly field?: ReadonlyArray<string> | null }> } };

export type NameVersionMutationVariables = Exact<{
  input: NameVersionInput;
}>;


export type NameVersionMutation = { readonly nameVersion: { readonly version?: { readonly id: string, readonly number: number, readonly name: string, readonly title: string, readonly contentHash: string, readonly createdAt: string, readonly sealedAt?: string | null } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly field?: ReadonlyArray<string> | null }> } };

export type SubmitVersionMutationVariables = Exact<{
  input: SubmitVersionInput;
}>;


export type SubmitVersionMutation = { readonly submitVersion: { readonly version?: { readonly id: string, readonly number: number, readonly name: string, readonly title: string, readonly contentHash: string, readonly createdAt: string, readonly sealedAt?: string | null } | null, readonly keyTask?: { readonly id: string, readonly title: string, readonly englishTitle?: string | null, readonly position: number, readonly state: KeyTaskState, readonly amendment: boolean, readonly updatedAt: string, readonly subcommittee: { readonly id: string, readonly name: string } } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly field?: ReadonlyArray<string> | null }> } };

export type RecallVersionMutationVariables = Exact<{
  input: RecallVersionInput;
}>;


export type RecallVersionMutation = { readonly recallVersion: { readonly keyTask?: { readonly id: string, readonly title: string, readonly englishTitle?: string | null, readonly position: number, readonly state: KeyTaskState, readonly amendment: boolean, readonly updatedAt: string, readonly subcommittee: { readonly id: string, readonly name: string } } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly field?: ReadonlyArray<string> | null }> } };

export type MemberFieldsFragment = { readonly id: string, readonly displayName: string, readonly latinName?: string | null, readonly organisation: string, readonly sector: Sector, readonly roles: ReadonlyArray<Role>, readonly active: boolean };

export type PermissionFieldsFragment = { readonly action: string, readonly allowed: boolean, readonly code?: UserErrorCode | null, readonly reason?: string | null };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { readonly viewer?: { readonly expiresAt: string, readonly member: { readonly email?: string | null, readonly id: string, readonly displayName: string, readonly latinName?: string | null, readonly organisation: string, readonly sector: Sector, readonly roles: ReadonlyArray<Role>, readonly active: boolean, readonly seats: ReadonlyArray<{ readonly role: SubcommitteeRole, readonly subcommittee: { readonly id: string, readonly slug: string, readonly name: string } }> }, readonly permissions: ReadonlyArray<{ readonly action: string, readonly allowed: boolean, readonly code?: UserErrorCode | null, readonly reason?: string | null }> } | null };

export type MembersQueryVariables = Exact<{
  filter?: InputMaybe<MemberFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type MembersQuery = { readonly members: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly displayName: string, readonly latinName?: string | null, readonly organisation: string, readonly sector: Sector, readonly roles: ReadonlyArray<Role>, readonly active: boolean }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } };

export type SubcommitteesQueryVariables = Exact<{ [key: string]: never; }>;


export type SubcommitteesQuery = { readonly subcommittees: ReadonlyArray<{ readonly id: string, readonly slug: string, readonly name: string, readonly englishName?: string | null, readonly seats: ReadonlyArray<{ readonly role: SubcommitteeRole, readonly member: { readonly id: string, readonly displayName: string, readonly latinName?: string | null, readonly organisation: string, readonly sector: Sector, readonly roles: ReadonlyArray<Role>, readonly active: boolean } }> }> };

export type PlanFieldsFragment = { readonly id: string, readonly title: string, readonly englishTitle?: string | null, readonly periodStart: number, readonly periodEnd: number, readonly vision?: string | null };

export type KeyTaskFieldsFragment = { readonly id: string, readonly title: string, readonly englishTitle?: string | null, readonly position: number, readonly state: KeyTaskState, readonly amendment: boolean, readonly updatedAt: string, readonly subcommittee: { readonly id: string, readonly name: string } };

export type PlansQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type PlansQuery = { readonly plans: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly title: string, readonly englishTitle?: string | null, readonly periodStart: number, readonly periodEnd: number, readonly vision?: string | null, readonly latestVersion?: { readonly id: string, readonly number: number, readonly hash: string, readonly createdAt: string } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } };

export type PlanTreeQueryVariables = Exact<{
  planId: Scalars['ID']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type PlanTreeQuery = { readonly plan?:
    | { readonly __typename: 'Ballot' }
    | { readonly __typename: 'Decision' }
    | { readonly __typename: 'Draft' }
    | { readonly __typename: 'KeyTask' }
    | { readonly __typename: 'Member' }
    | { readonly __typename: 'Plan', readonly id: string, readonly title: string, readonly englishTitle?: string | null, readonly periodStart: number, readonly periodEnd: number, readonly vision?: string | null, readonly strategies: ReadonlyArray<{ readonly id: string, readonly title: string, readonly englishTitle?: string | null, readonly position: number }>, readonly keyTasks: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly title: string, readonly englishTitle?: string | null, readonly position: number, readonly state: KeyTaskState, readonly amendment: boolean, readonly updatedAt: string, readonly strategy?: { readonly id: string } | null, readonly subcommittee: { readonly id: string, readonly name: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } }, readonly latestVersion?: { readonly id: string, readonly number: number, readonly hash: string, readonly createdAt: string } | null }
    | { readonly __typename: 'PlanSubmission' }
    | { readonly __typename: 'PlanVersion' }
    | { readonly __typename: 'Review' }
    | { readonly __typename: 'Strategy' }
    | { readonly __typename: 'Subcommittee' }
    | { readonly __typename: 'Version' }
    | { readonly __typename: 'Webhook' }
    | { readonly __typename: 'WebhookDeadLetter' }
   | null };

export type PlanVersionQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type PlanVersionQuery = { readonly planVersion?:
    | { readonly __typename: 'Ballot' }
    | { readonly __typename: 'Decision' }
    | { readonly __typename: 'Draft' }
    | { readonly __typename: 'KeyTask' }
    | { readonly __typename: 'Member' }
    | { readonly __typename: 'Plan' }
    | { readonly __typename: 'PlanSubmission' }
    | { readonly __typename: 'PlanVersion', readonly id: string, readonly number: number, readonly hash: string, readonly previousHash?: string | null, readonly createdAt: string, readonly markdown: string, readonly entries: ReadonlyArray<{ readonly numbering: string, readonly title: string, readonly strategyNumbering?: string | null, readonly strategyTitle?: string | null, readonly contentHash: string }> }
    | { readonly __typename: 'Review' }
    | { readonly __typename: 'Strategy' }
    | { readonly __typename: 'Subcommittee' }
    | { readonly __typename: 'Version' }
    | { readonly __typename: 'Webhook' }
    | { readonly __typename: 'WebhookDeadLetter' }
   | null };

export type SessionFieldsFragment = { readonly accessToken: string, readonly accessTokenExpiresAt: string, readonly refreshToken: string, readonly refreshTokenExpiresAt: string };

export type UserErrorFieldsFragment = { readonly code: UserErrorCode, readonly message: string, readonly field?: ReadonlyArray<string> | null };

export type SignInMutationVariables = Exact<{
  input: SignInInput;
}>;


export type SignInMutation = { readonly signIn: { readonly session?: { readonly accessToken: string, readonly accessTokenExpiresAt: string, readonly refreshToken: string, readonly refreshTokenExpiresAt: string } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly field?: ReadonlyArray<string> | null }> } };

export type RefreshSessionMutationVariables = Exact<{
  input: RefreshSessionInput;
}>;


export type RefreshSessionMutation = { readonly refreshSession: { readonly session?: { readonly accessToken: string, readonly accessTokenExpiresAt: string, readonly refreshToken: string, readonly refreshTokenExpiresAt: string } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly field?: ReadonlyArray<string> | null }> } };

export type SignOutMutationVariables = Exact<{ [key: string]: never; }>;


export type SignOutMutation = { readonly signOut: { readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly field?: ReadonlyArray<string> | null }> } };

export type ChangePasswordMutationVariables = Exact<{
  input: ChangePasswordInput;
}>;


export type ChangePasswordMutation = { readonly changePassword: { readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly field?: ReadonlyArray<string> | null }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const EventFieldsFragmentDoc = new TypedDocumentString(`
    fragment EventFields on Event {
  __typename
  id
  cursor
  kind
  at
  actor {
    id
    displayName
  }
  ... on PlanChanged {
    change
    plan {
      id
    }
  }
  ... on StrategyChanged {
    change
    title
    strategy {
      id
    }
  }
  ... on KeyTaskChanged {
    change
    title
    keyTask {
      id
    }
  }
  ... on KeyTaskStateChanged {
    from
    to
    reason
    keyTask {
      id
      title
    }
  }
  ... on DraftChanged {
    charactersInserted
    charactersDeleted
    excerpt
    toSequence
    keyTask {
      id
      title
    }
  }
  ... on DraftRewritten {
    rewriting: change
    sequence
    keyTask {
      id
      title
    }
  }
  ... on VersionNamed {
    name
    contentHash
    keyTask {
      id
      title
    }
  }
  ... on ReviewChanged {
    reviewState: state
    contentHash
    keyTask {
      id
      title
    }
  }
  ... on BallotOpened {
    contentHash
    ballot {
      id
    }
    keyTask {
      id
      title
    }
  }
  ... on PositionCast {
    value
    ballot {
      id
    }
    keyTask {
      id
      title
    }
  }
  ... on DiscussionOverruled {
    discussion
    overruledBecause: reason
    keyTask {
      id
      title
    }
  }
  ... on RosterChanged {
    removedBecause: reason
    member {
      id
      displayName
    }
    keyTask {
      id
      title
    }
  }
  ... on RecusalLifted {
    liftedBecause: reason
    member {
      id
      displayName
    }
    keyTask {
      id
      title
    }
  }
  ... on DecisionMade {
    outcome
    contentHash
    keyTask {
      id
      title
    }
  }
  ... on PlanVersionPublished {
    number
    hash
    plan {
      id
      title
    }
  }
  ... on PlanSubmissionChanged {
    submissionState: state
    planVersionHash
    plan {
      id
      title
    }
  }
  ... on MembershipChanged {
    membershipChange: change
    member {
      id
      displayName
    }
  }
}
    `, {"fragmentName":"EventFields"}) as unknown as TypedDocumentString<EventFieldsFragment, unknown>;
export const ReviewFieldsFragmentDoc = new TypedDocumentString(`
    fragment ReviewFields on Review {
  id
  state
  contentHash
  remarks
  requestedAt
  dueAt
  overdue
  decidedAt
  reviewer {
    id
    displayName
  }
  blockRemarks {
    blockId
    text
    excerpt
  }
}
    `, {"fragmentName":"ReviewFields"}) as unknown as TypedDocumentString<ReviewFieldsFragment, unknown>;
export const BallotFieldsFragmentDoc = new TypedDocumentString(`
    fragment BallotFields on Ballot {
  id
  open
  contentHash
  openedAt
  closedAt
  viewerHasVoted
  rule {
    secret
  }
  turnout {
    roster
    removed
    recuse
    present
    needed
    quorumReached
  }
  tally {
    approve
    noObjection
    discuss
    overruled
    abstain
    wouldConfirm
  }
}
    `, {"fragmentName":"BallotFields"}) as unknown as TypedDocumentString<BallotFieldsFragment, unknown>;
export const VersionFieldsFragmentDoc = new TypedDocumentString(`
    fragment VersionFields on Version {
  id
  number
  name
  title
  contentHash
  createdAt
  sealedAt
}
    `, {"fragmentName":"VersionFields"}) as unknown as TypedDocumentString<VersionFieldsFragment, unknown>;
export const MemberFieldsFragmentDoc = new TypedDocumentString(`
    fragment MemberFields on Member {
  id
  displayName
  latinName
  organisation
  sector
  roles
  active
}
    `, {"fragmentName":"MemberFields"}) as unknown as TypedDocumentString<MemberFieldsFragment, unknown>;
export const PermissionFieldsFragmentDoc = new TypedDocumentString(`
    fragment PermissionFields on Permission {
  action
  allowed
  code
  reason
}
    `, {"fragmentName":"PermissionFields"}) as unknown as TypedDocumentString<PermissionFieldsFragment, unknown>;
export const PlanFieldsFragmentDoc = new TypedDocumentString(`
    fragment PlanFields on Plan {
  id
  title
  englishTitle
  periodStart
  periodEnd
  vision
}
    `, {"fragmentName":"PlanFields"}) as unknown as TypedDocumentString<PlanFieldsFragment, unknown>;
export const KeyTaskFieldsFragmentDoc = new TypedDocumentString(`
    fragment KeyTaskFields on KeyTask {
  id
  title
  englishTitle
  position
  state
  amendment
  updatedAt
  subcommittee {
    id
    name
  }
}
    `, {"fragmentName":"KeyTaskFields"}) as unknown as TypedDocumentString<KeyTaskFieldsFragment, unknown>;
export const SessionFieldsFragmentDoc = new TypedDocumentString(`
    fragment SessionFields on Session {
  accessToken
  accessTokenExpiresAt
  refreshToken
  refreshTokenExpiresAt
}
    `, {"fragmentName":"SessionFields"}) as unknown as TypedDocumentString<SessionFieldsFragment, unknown>;
export const UserErrorFieldsFragmentDoc = new TypedDocumentString(`
    fragment UserErrorFields on UserError {
  code
  message
  field
}
    `, {"fragmentName":"UserErrorFields"}) as unknown as TypedDocumentString<UserErrorFieldsFragment, unknown>;
export const ActivityPageDocument = new TypedDocumentString(`
    query ActivityPage($filter: ActivityFilter, $first: Int, $after: String) {
  activity(filter: $filter, first: $first, after: $after) {
    nodes {
      ...EventFields
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment EventFields on Event {
  __typename
  id
  cursor
  kind
  at
  actor {
    id
    displayName
  }
  ... on PlanChanged {
    change
    plan {
      id
    }
  }
  ... on StrategyChanged {
    change
    title
    strategy {
      id
    }
  }
  ... on KeyTaskChanged {
    change
    title
    keyTask {
      id
    }
  }
  ... on KeyTaskStateChanged {
    from
    to
    reason
    keyTask {
      id
      title
    }
  }
  ... on DraftChanged {
    charactersInserted
    charactersDeleted
    excerpt
    toSequence
    keyTask {
      id
      title
    }
  }
  ... on DraftRewritten {
    rewriting: change
    sequence
    keyTask {
      id
      title
    }
  }
  ... on VersionNamed {
    name
    contentHash
    keyTask {
      id
      title
    }
  }
  ... on ReviewChanged {
    reviewState: state
    contentHash
    keyTask {
      id
      title
    }
  }
  ... on BallotOpened {
    contentHash
    ballot {
      id
    }
    keyTask {
      id
      title
    }
  }
  ... on PositionCast {
    value
    ballot {
      id
    }
    keyTask {
      id
      title
    }
  }
  ... on DiscussionOverruled {
    discussion
    overruledBecause: reason
    keyTask {
      id
      title
    }
  }
  ... on RosterChanged {
    removedBecause: reason
    member {
      id
      displayName
    }
    keyTask {
      id
      title
    }
  }
  ... on RecusalLifted {
    liftedBecause: reason
    member {
      id
      displayName
    }
    keyTask {
      id
      title
    }
  }
  ... on DecisionMade {
    outcome
    contentHash
    keyTask {
      id
      title
    }
  }
  ... on PlanVersionPublished {
    number
    hash
    plan {
      id
      title
    }
  }
  ... on PlanSubmissionChanged {
    submissionState: state
    planVersionHash
    plan {
      id
      title
    }
  }
  ... on MembershipChanged {
    membershipChange: change
    member {
      id
      displayName
    }
  }
}`, {"hash":"3c4fcac2312d7de4f8253c4f4c8b50e2cc55f1586e6bf34fa3a9b2de612d8432"}) as unknown as TypedDocumentString<ActivityPageQuery, ActivityPageQueryVariables>;
export const ActivityEndDocument = new TypedDocumentString(`
    query ActivityEnd {
  activityEnd
}
    `, {"hash":"30267224f3b141fc612deb9d961015cd022977f04f49cd171b678db26ed1cdcd"}) as unknown as TypedDocumentString<ActivityEndQuery, ActivityEndQueryVariables>;
export const ActivityDocument = new TypedDocumentString(`
    subscription Activity($filter: ActivityFilter, $after: String, $gather: Int! = 0) {
  activity(filter: $filter, after: $after, gather: $gather) {
    ...EventFields
  }
}
    fragment EventFields on Event {
  __typename
  id
  cursor
  kind
  at
  actor {
    id
    displayName
  }
  ... on PlanChanged {
    change
    plan {
      id
    }
  }
  ... on StrategyChanged {
    change
    title
    strategy {
      id
    }
  }
  ... on KeyTaskChanged {
    change
    title
    keyTask {
      id
    }
  }
  ... on KeyTaskStateChanged {
    from
    to
    reason
    keyTask {
      id
      title
    }
  }
  ... on DraftChanged {
    charactersInserted
    charactersDeleted
    excerpt
    toSequence
    keyTask {
      id
      title
    }
  }
  ... on DraftRewritten {
    rewriting: change
    sequence
    keyTask {
      id
      title
    }
  }
  ... on VersionNamed {
    name
    contentHash
    keyTask {
      id
      title
    }
  }
  ... on ReviewChanged {
    reviewState: state
    contentHash
    keyTask {
      id
      title
    }
  }
  ... on BallotOpened {
    contentHash
    ballot {
      id
    }
    keyTask {
      id
      title
    }
  }
  ... on PositionCast {
    value
    ballot {
      id
    }
    keyTask {
      id
      title
    }
  }
  ... on DiscussionOverruled {
    discussion
    overruledBecause: reason
    keyTask {
      id
      title
    }
  }
  ... on RosterChanged {
    removedBecause: reason
    member {
      id
      displayName
    }
    keyTask {
      id
      title
    }
  }
  ... on RecusalLifted {
    liftedBecause: reason
    member {
      id
      displayName
    }
    keyTask {
      id
      title
    }
  }
  ... on DecisionMade {
    outcome
    contentHash
    keyTask {
      id
      title
    }
  }
  ... on PlanVersionPublished {
    number
    hash
    plan {
      id
      title
    }
  }
  ... on PlanSubmissionChanged {
    submissionState: state
    planVersionHash
    plan {
      id
      title
    }
  }
  ... on MembershipChanged {
    membershipChange: change
    member {
      id
      displayName
    }
  }
}`, {"hash":"5264c4a242abeb0995ffe2a9b607513ebb82df2dbc7a421c6caa37ac450f0110"}) as unknown as TypedDocumentString<ActivitySubscription, ActivitySubscriptionVariables>;
export const UnreadActivityDocument = new TypedDocumentString(`
    query UnreadActivity($filter: ActivityFilter) {
  unreadActivity(filter: $filter) {
    count
    mark {
      cursor
      at
    }
  }
}
    `, {"hash":"f5f9af2219a69e065369d7fbac3ff5d6b87591f52da35afa96261042c5cda315"}) as unknown as TypedDocumentString<UnreadActivityQuery, UnreadActivityQueryVariables>;
export const MarkActivityReadDocument = new TypedDocumentString(`
    mutation MarkActivityRead($input: MarkActivityReadInput!) {
  markActivityRead(input: $input) {
    mark {
      cursor
      at
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment UserErrorFields on UserError {
  code
  message
  field
}`, {"hash":"ac10e2cc2d75f857fc150a7ce46cead904dd0e1e621edd00be1dd664ae6c03b3"}) as unknown as TypedDocumentString<MarkActivityReadMutation, MarkActivityReadMutationVariables>;
export const RequestReviewsDocument = new TypedDocumentString(`
    mutation RequestReviews($input: RequestReviewsInput!) {
  requestReviews(input: $input) {
    keyTask {
      ...KeyTaskFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment KeyTaskFields on KeyTask {
  id
  title
  englishTitle
  position
  state
  amendment
  updatedAt
  subcommittee {
    id
    name
  }
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`, {"hash":"b925a6ea76dabe512512b86c137acb555a3553f88bd51d88a725fc8f68e379f3"}) as unknown as TypedDocumentString<RequestReviewsMutation, RequestReviewsMutationVariables>;
export const SubmitReviewDocument = new TypedDocumentString(`
    mutation SubmitReview($input: SubmitReviewInput!) {
  submitReview(input: $input) {
    review {
      ...ReviewFields
    }
    keyTask {
      ...KeyTaskFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment ReviewFields on Review {
  id
  state
  contentHash
  remarks
  requestedAt
  dueAt
  overdue
  decidedAt
  reviewer {
    id
    displayName
  }
  blockRemarks {
    blockId
    text
    excerpt
  }
}
fragment KeyTaskFields on KeyTask {
  id
  title
  englishTitle
  position
  state
  amendment
  updatedAt
  subcommittee {
    id
    name
  }
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`, {"hash":"ac62592ed18a697868e16fa8a7dbe6f1fc0be9152a0d2706f059ca84ff592c31"}) as unknown as TypedDocumentString<SubmitReviewMutation, SubmitReviewMutationVariables>;
export const TableKeyTaskDocument = new TypedDocumentString(`
    mutation TableKeyTask($input: TableKeyTaskInput!) {
  tableKeyTask(input: $input) {
    ballot {
      ...BallotFields
    }
    keyTask {
      ...KeyTaskFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment BallotFields on Ballot {
  id
  open
  contentHash
  openedAt
  closedAt
  viewerHasVoted
  rule {
    secret
  }
  turnout {
    roster
    removed
    recuse
    present
    needed
    quorumReached
  }
  tally {
    approve
    noObjection
    discuss
    overruled
    abstain
    wouldConfirm
  }
}
fragment KeyTaskFields on KeyTask {
  id
  title
  englishTitle
  position
  state
  amendment
  updatedAt
  subcommittee {
    id
    name
  }
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`, {"hash":"f7446a61cc7e88e5c6473faa613c2b5c544870e8b30c23fb0916a4065ed14ef7"}) as unknown as TypedDocumentString<TableKeyTaskMutation, TableKeyTaskMutationVariables>;
export const CastPositionDocument = new TypedDocumentString(`
    mutation CastPosition($input: CastPositionInput!) {
  castPosition(input: $input) {
    ballot {
      ...BallotFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment BallotFields on Ballot {
  id
  open
  contentHash
  openedAt
  closedAt
  viewerHasVoted
  rule {
    secret
  }
  turnout {
    roster
    removed
    recuse
    present
    needed
    quorumReached
  }
  tally {
    approve
    noObjection
    discuss
    overruled
    abstain
    wouldConfirm
  }
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`, {"hash":"b95ffaf0d64db2b599d75c9edf7effd1e31567a902f214514bc18cd74d259f93"}) as unknown as TypedDocumentString<CastPositionMutation, CastPositionMutationVariables>;
export const CloseBallotDocument = new TypedDocumentString(`
    mutation CloseBallot($input: CloseBallotInput!) {
  closeBallot(input: $input) {
    decision {
      id
      outcome
      contentHash
      hash
      decidedAt
    }
    planVersion {
      id
      number
      hash
    }
    keyTask {
      ...KeyTaskFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment KeyTaskFields on KeyTask {
  id
  title
  englishTitle
  position
  state
  amendment
  updatedAt
  subcommittee {
    id
    name
  }
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`, {"hash":"7fbfeed492269329368084204cef8b8bf7121f12bfab531eade95d365de227f0"}) as unknown as TypedDocumentString<CloseBallotMutation, CloseBallotMutationVariables>;
export const PresenceDocument = new TypedDocumentString(`
    subscription Presence($draftId: ID!) {
  presence(draftId: $draftId) {
    member {
      id
      displayName
      organisation
    }
    editing
    since
  }
}
    `, {"hash":"ed8d13f9e7153d655e902141cadff67bb97f956c972c8dec9b05f530a3be3275"}) as unknown as TypedDocumentString<PresenceSubscription, PresenceSubscriptionVariables>;
export const KeyTasksDocument = new TypedDocumentString(`
    query KeyTasks($filter: KeyTaskFilter, $first: Int, $after: String) {
  keyTasks(filter: $filter, first: $first, after: $after) {
    nodes {
      ...KeyTaskFields
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment KeyTaskFields on KeyTask {
  id
  title
  englishTitle
  position
  state
  amendment
  updatedAt
  subcommittee {
    id
    name
  }
}`, {"hash":"3e1acb01002256c5697cb6d3a94e1b55f83819aa75c3428990cc02aeb231d953"}) as unknown as TypedDocumentString<KeyTasksQuery, KeyTasksQueryVariables>;
export const KeyTaskDocument = new TypedDocumentString(`
    query KeyTask($id: ID!, $versions: Int! = 25) {
  keyTask: node(id: $id) {
    __typename
    ... on KeyTask {
      ...KeyTaskFields
      permissions {
        ...PermissionFields
      }
      draft {
        id
        collaborationPath
        editable
        frozen
        frozenReason
        sequence
        markdown
        fields
      }
      currentVersion {
        ...VersionFields
      }
      versions(first: $versions) {
        nodes {
          ...VersionFields
        }
      }
      reviews(first: 25) {
        nodes {
          ...ReviewFields
        }
      }
      ballot {
        ...BallotFields
      }
    }
  }
}
    fragment ReviewFields on Review {
  id
  state
  contentHash
  remarks
  requestedAt
  dueAt
  overdue
  decidedAt
  reviewer {
    id
    displayName
  }
  blockRemarks {
    blockId
    text
    excerpt
  }
}
fragment BallotFields on Ballot {
  id
  open
  contentHash
  openedAt
  closedAt
  viewerHasVoted
  rule {
    secret
  }
  turnout {
    roster
    removed
    recuse
    present
    needed
    quorumReached
  }
  tally {
    approve
    noObjection
    discuss
    overruled
    abstain
    wouldConfirm
  }
}
fragment VersionFields on Version {
  id
  number
  name
  title
  contentHash
  createdAt
  sealedAt
}
fragment PermissionFields on Permission {
  action
  allowed
  code
  reason
}
fragment KeyTaskFields on KeyTask {
  id
  title
  englishTitle
  position
  state
  amendment
  updatedAt
  subcommittee {
    id
    name
  }
}`, {"hash":"29ae3d14305b5bc617e91e3fbde0f25d13afe376fe99aa6e70a7fe3996c1b28c"}) as unknown as TypedDocumentString<KeyTaskQuery, KeyTaskQueryVariables>;
export const CreateKeyTaskDocument = new TypedDocumentString(`
    mutation CreateKeyTask($input: CreateKeyTaskInput!) {
  createKeyTask(input: $input) {
    keyTask {
      ...KeyTaskFields
      draft {
        id
        collaborationPath
      }
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment KeyTaskFields on KeyTask {
  id
  title
  englishTitle
  position
  state
  amendment
  updatedAt
  subcommittee {
    id
    name
  }
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`, {"hash":"2147d3d8530878faddfa9f272915015739a6c7f14413f7d177016c3ef3206369"}) as unknown as TypedDocumentString<CreateKeyTaskMutation, CreateKeyTaskMutationVariables>;
export const RenameKeyTaskDocument = new TypedDocumentString(`
    mutation RenameKeyTask($input: RenameKeyTaskInput!) {
  renameKeyTask(input: $input) {
    keyTask {
      ...KeyTaskFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment KeyTaskFields on KeyTask {
  id
  title
  englishTitle
  position
  state
  amendment
  updatedAt
  subcommittee {
    id
    name
  }
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`, {"hash":"fd655a40b8c461b97353357ec82c45cdc207d76ae7e7f6269122ea7af8943d62"}) as unknown as TypedDocumentString<RenameKeyTaskMutation, RenameKeyTaskMutationVariables>;
export const ImportMarkdownDocument = new TypedDocumentString(`
    mutation ImportMarkdown($input: ImportMarkdownInput!) {
  importMarkdown(input: $input) {
    draft {
      id
      sequence
      markdown
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment UserErrorFields on UserError {
  code
  message
  field
}`, {"hash":"1d018e4128a8cfecb34a12ad45dc2823389b21b1e480d985174369d3daf6b940"}) as unknown as TypedDocumentString<ImportMarkdownMutation, ImportMarkdownMutationVariables>;
export const NameVersionDocument = new TypedDocumentString(`
    mutation NameVersion($input: NameVersionInput!) {
  nameVersion(input: $input) {
    version {
      ...VersionFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment VersionFields on Version {
  id
  number
  name
  title
  contentHash
  createdAt
  sealedAt
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`, {"hash":"4e8c03a5a7cf45e2fcc8122bbbb651cd649cac413f3db9b612aa44487ce214b0"}) as unknown as TypedDocumentString<NameVersionMutation, NameVersionMutationVariables>;
export const SubmitVersionDocument = new TypedDocumentString(`
    mutation SubmitVersion($input: SubmitVersionInput!) {
  submitVersion(input: $input) {
    version {
      ...VersionFields
    }
    keyTask {
      ...KeyTaskFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment VersionFields on Version {
  id
  number
  name
  title
  contentHash
  createdAt
  sealedAt
}
fragment KeyTaskFields on KeyTask {
  id
  title
  englishTitle
  position
  state
  amendment
  updatedAt
  subcommittee {
    id
    name
  }
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`, {"hash":"f4bfe7643230e3f3131fa2c0c80805938f27af8ce37cb2d5554343ba709520f4"}) as unknown as TypedDocumentString<SubmitVersionMutation, SubmitVersionMutationVariables>;
export const RecallVersionDocument = new TypedDocumentString(`
    mutation RecallVersion($input: RecallVersionInput!) {
  recallVersion(input: $input) {
    keyTask {
      ...KeyTaskFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment KeyTaskFields on KeyTask {
  id
  title
  englishTitle
  position
  state
  amendment
  updatedAt
  subcommittee {
    id
    name
  }
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`, {"hash":"fec4108e448161ff23fd49d34a116e1b3c674e5e67aeac8c3a00cfee4ae065ab"}) as unknown as TypedDocumentString<RecallVersionMutation, RecallVersionMutationVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    expiresAt
    member {
      ...MemberFields
      email
      seats {
        role
        subcommittee {
          id
          slug
          name
        }
      }
    }
    permissions {
      ...PermissionFields
    }
  }
}
    fragment MemberFields on Member {
  id
  displayName
  latinName
  organisation
  sector
  roles
  active
}
fragment PermissionFields on Permission {
  action
  allowed
  code
  reason
}`, {"hash":"ac5d776a73c3ad23187953f17de53eaa9a22218bd27328304422d6ad6ed67d7e"}) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const MembersDocument = new TypedDocumentString(`
    query Members($filter: MemberFilter, $first: Int, $after: String) {
  members(filter: $filter, first: $first, after: $after) {
    nodes {
      ...MemberFields
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment MemberFields on Member {
  id
  displayName
  latinName
  organisation
  sector
  roles
  active
}`, {"hash":"52ae7f72161b3d9ac005823a449b07ec3c8cae39de2136ce3f316634b4e69238"}) as unknown as TypedDocumentString<MembersQuery, MembersQueryVariables>;
export const SubcommitteesDocument = new TypedDocumentString(`
    query Subcommittees {
  subcommittees {
    id
    slug
    name
    englishName
    seats {
      role
      member {
        ...MemberFields
      }
    }
  }
}
    fragment MemberFields on Member {
  id
  displayName
  latinName
  organisation
  sector
  roles
  active
}`, {"hash":"ac707ab2f0db7156673529106b8fac7d4d04a6aafa3543c60b346f44213d86ad"}) as unknown as TypedDocumentString<SubcommitteesQuery, SubcommitteesQueryVariables>;
export const PlansDocument = new TypedDocumentString(`
    query Plans($first: Int, $after: String) {
  plans(first: $first, after: $after) {
    nodes {
      ...PlanFields
      latestVersion {
        id
        number
        hash
        createdAt
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment PlanFields on Plan {
  id
  title
  englishTitle
  periodStart
  periodEnd
  vision
}`, {"hash":"465d896ed40fbcc770f8cdd643d0bbfc070a28cba52c77830ed631936ec9b7a4"}) as unknown as TypedDocumentString<PlansQuery, PlansQueryVariables>;
export const PlanTreeDocument = new TypedDocumentString(`
    query PlanTree($planId: ID!, $first: Int, $after: String) {
  plan: node(id: $planId) {
    __typename
    ... on Plan {
      ...PlanFields
      strategies {
        id
        title
        englishTitle
        position
      }
      keyTasks(first: $first, after: $after) {
        nodes {
          ...KeyTaskFields
          strategy {
            id
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
      latestVersion {
        id
        number
        hash
        createdAt
      }
    }
  }
}
    fragment PlanFields on Plan {
  id
  title
  englishTitle
  periodStart
  periodEnd
  vision
}
fragment KeyTaskFields on KeyTask {
  id
  title
  englishTitle
  position
  state
  amendment
  updatedAt
  subcommittee {
    id
    name
  }
}`, {"hash":"b8ebfa341db1f93ea796954ddc137fb90e1d57541c1de2807738ece2290766d4"}) as unknown as TypedDocumentString<PlanTreeQuery, PlanTreeQueryVariables>;
export const PlanVersionDocument = new TypedDocumentString(`
    query PlanVersion($id: ID!) {
  planVersion: node(id: $id) {
    __typename
    ... on PlanVersion {
      id
      number
      hash
      previousHash
      createdAt
      markdown
      entries {
        numbering
        title
        strategyNumbering
        strategyTitle
        contentHash
      }
    }
  }
}
    `, {"hash":"7be9cc40f35c179109a12086d782acc732424efec0f33a78142f4fc1229cd629"}) as unknown as TypedDocumentString<PlanVersionQuery, PlanVersionQueryVariables>;
export const SignInDocument = new TypedDocumentString(`
    mutation SignIn($input: SignInInput!) {
  signIn(input: $input) {
    session {
      ...SessionFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment SessionFields on Session {
  accessToken
  accessTokenExpiresAt
  refreshToken
  refreshTokenExpiresAt
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`, {"hash":"26171dd692da44af841a7ad75ec2d906e7802630557c6c469c68e9e1aa3ba587"}) as unknown as TypedDocumentString<SignInMutation, SignInMutationVariables>;
export const RefreshSessionDocument = new TypedDocumentString(`
    mutation RefreshSession($input: RefreshSessionInput!) {
  refreshSession(input: $input) {
    session {
      ...SessionFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment SessionFields on Session {
  accessToken
  accessTokenExpiresAt
  refreshToken
  refreshTokenExpiresAt
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`, {"hash":"436dc4de591156ecfde2c04ace85d8c94b62855987246395e098255c014fdcf1"}) as unknown as TypedDocumentString<RefreshSessionMutation, RefreshSessionMutationVariables>;
export const SignOutDocument = new TypedDocumentString(`
    mutation SignOut {
  signOut {
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment UserErrorFields on UserError {
  code
  message
  field
}`, {"hash":"64ebc73ebdb658b663cda3e227567c49fda057617ece221c93a73ec96469eebd"}) as unknown as TypedDocumentString<SignOutMutation, SignOutMutationVariables>;
export const ChangePasswordDocument = new TypedDocumentString(`
    mutation ChangePassword($input: ChangePasswordInput!) {
  changePassword(input: $input) {
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment UserErrorFields on UserError {
  code
  message
  field
}`, {"hash":"e89a7d867084eb7cd0b1bd29d034dbb06dbf4796b3a4c26ff607c1cb623faa90"}) as unknown as TypedDocumentString<ChangePasswordMutation, ChangePasswordMutationVariables>;