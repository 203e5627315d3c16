import type { CodegenConfig } from '@graphql-codegen/cli';
import { preset as clientPreset } from '@graphql-codegen/client-preset';

/** Files of the client preset that `choan/client` uses; the others are for documents written in TypeScript. */
const clientFiles = /\/(graphql\.ts|persisted-documents\.json)$/;

/**
 * Types of the schema and of every resolver, the merged schema that the breaking-change test compares with, and the
 * operations of `choan/client`.
 */
const config: CodegenConfig = {
  schema: 'schema/*.graphql',
  emitLegacyCommonJSImports: false,
  importExtension: '.ts',
  generates: {
    'src/generated/resolvers.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        contextType: '../graphql/context.ts#GraphQLContext',
        useTypeImports: true,
        enumsAsTypes: true,
        immutableTypes: true,
        strictScalars: true,
        defaultScalarType: 'unknown',
        scalars: { ID: 'string', DateTime: 'Date', JSON: 'unknown' },
        avoidOptionals: { resolvers: false, field: false, inputValue: false, object: false },
        mappers: {
          Member: '../domain/membership/types.ts#MemberRecord',
          Subcommittee: '../domain/membership/types.ts#SubcommitteeRecord',
          SubcommitteeSeat: '../domain/membership/types.ts#SeatOfMember',
          Viewer: '../auth/viewer.ts#Viewer as ViewerRecord',
          Plan: '../domain/plan/types.ts#PlanRecord',
          Strategy: '../domain/plan/types.ts#StrategyRecord',
          KeyTask: '../domain/key-task/types.ts#KeyTaskRecord',
          Draft: '../domain/draft/types.ts#DraftRecord',
          Revision: '../domain/draft/revision-reader.ts#RevisionRecord',
          Presence: '../domain/draft/types.ts#PresenceRecord',
          Blame: '../domain/draft/blame-reader.ts#BlameAt',
          BlamedBlock: '../domain/draft/blame.ts#BlamedBlock as BlamedBlockRecord',
          BlameRun: '../domain/draft/blame.ts#BlameRun as BlameRunRecord',
          BlamedField: '../domain/draft/blame.ts#BlamedField as BlamedFieldRecord',
          BlameShare: '../domain/draft/blame-resolvers.ts#ShareRecord',
          Version: '../domain/version/types.ts#VersionRecord',
          Moment: '../domain/version/moments.ts#MomentRecord',
          TextDifference: '../content/index.ts#TextDifference as TextDifferenceRecord',
          BlockDifference: '../content/index.ts#BlockDifference as BlockDifferenceRecord',
          TextPart: '../content/index.ts#InlinePart',
          Review: '../domain/review/types.ts#ReviewRecord',
          BlockRemark: '../domain/review/types.ts#BlockRemarkRecord',
          Ballot: '../domain/decision/types.ts#BallotRecord',
          Position: '../domain/decision/types.ts#PositionRecord',
          SecretVote: '../domain/decision/types.ts#SecretVoteRecord',
          Discussion: '../domain/decision/types.ts#DiscussionRecord',
          Overruling: '../domain/decision/types.ts#OverrulingRecord',
          RosterRemoval: '../domain/decision/types.ts#RosterRemovalRecord',
          Tally: '../domain/decision/types.ts#Tally as TallyRecord',
          Decision: '../domain/decision/types.ts#DecisionRecord',
          Conflict: '../domain/decision/conflict-resolvers.ts#ConflictView',
          ConflictPlace: '../domain/decision/conflict-resolvers.ts#ConflictPlaceView',
          PlanSubmission: '../domain/submission/types.ts#PlanSubmissionRecord',
          ReturnedKeyTask: '../domain/submission/types.ts#ReturnedTask',
          Webhook: '../domain/webhook/types.ts#WebhookRecord',
          WebhookDeadLetter: '../domain/webhook/types.ts#DeadLetterRecord',
          WebhookFilter: '../activity/service.ts#ActivityFilter as ActivityFilterRecord',
          UnreadActivity: '../activity/service.ts#UnreadActivity as UnreadActivityRecord',
          ActivityMark: '../activity/mark-store.ts#MarkRecord',
          PlanVersion: '../domain/decision/types.ts#PlanVersionRecord',
          PlanAsOf: '../domain/decision/plan-as-of.ts#PlanAsOfRecord',
          StrategyAsOf: '../domain/decision/plan-history-resolvers.ts#StrategyAsOfRecord',
          KeyTaskAsOf: '../domain/decision/plan-history-resolvers.ts#KeyTaskAsOfRecord',
          PlanDifference: '../domain/decision/plan-difference.ts#PlanDifferenceRecord',
          PlanEntryDifference: '../domain/decision/plan-difference.ts#PlanEntryDifferenceRecord',
          PlanVersionEntry: '../domain/decision/types.ts#PlanVersionEntryRecord',
          Event: '../activity/event.ts#ToldEvent',
          ActivityReset: '../activity/event.ts#ResetEvent',
          ...Object.fromEntries(
            [
              'PlanChanged',
              'StrategyChanged',
              'KeyTaskChanged',
              'KeyTaskStateChanged',
              'DraftChanged',
              'DraftRewritten',
              'VersionNamed',
              'ReviewChanged',
              'BallotOpened',
              'PositionCast',
              'DiscussionOverruled',
              'RosterChanged',
              'RecusalLifted',
              'DecisionMade',
              'PlanVersionPublished',
              'PlanSubmissionChanged',
              'MembershipChanged',
            ].map((name) => [name, '../activity/event.ts#EventRecord']),
          ),
        },
      },
    },
    'src/client/generated/': {
      documents: 'src/client/operations/*.graphql',
      preset: {
        ...clientPreset,
        buildGeneratesSection: async (options) =>
          (await clientPreset.buildGeneratesSection(options)).filter(({ filename }) =>
            clientFiles.test(filename),
          ),
      },
      presetConfig: {
        fragmentMasking: false,
        // The hashes are those of the server's trusted documents.
        persistedDocuments: { mode: 'embedHashInDocument', hashAlgorithm: 'sha256' },
      },
      config: {
        // Texts instead of syntax trees: smaller, and the client needs no GraphQL library to send them.
        documentMode: 'string',
        useTypeImports: true,
        enumsAsTypes: true,
        immutableTypes: true,
        skipTypename: true,
        onlyOperationTypes: true,
        strictScalars: true,
        scalars: { ID: 'string', DateTime: 'string', JSON: 'unknown' },
      },
    },
    'src/generated/schema.graphql': { plugins: ['schema-ast'], config: { includeDirectives: true } },
  },
};

export default config;
