import type { CodegenConfig } from '@graphql-codegen/cli';

/** Types of the schema and of every resolver, and the merged schema that the breaking-change test compares with. */
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
          Presence: '../domain/draft/types.ts#PresenceRecord',
          Blame: '../domain/draft/blame-reader.ts#BlameAt',
          BlamedBlock: '../domain/draft/blame.ts#BlamedBlock as BlamedBlockRecord',
          BlameRun: '../domain/draft/blame.ts#BlameRun as BlameRunRecord',
          BlamedField: '../domain/draft/blame.ts#BlamedField as BlamedFieldRecord',
          BlameShare: '../domain/draft/blame-resolvers.ts#ShareRecord',
          Version: '../domain/version/types.ts#VersionRecord',
          Review: '../domain/review/types.ts#ReviewRecord',
          Ballot: '../domain/decision/types.ts#BallotRecord',
          Position: '../domain/decision/types.ts#PositionRecord',
          Tally: '../domain/decision/types.ts#Tally as TallyRecord',
          Decision: '../domain/decision/types.ts#DecisionRecord',
          PlanVersion: '../domain/decision/types.ts#PlanVersionRecord',
          PlanVersionEntry: '../domain/decision/types.ts#PlanVersionEntryRecord',
          ...Object.fromEntries(
            [
              'Event',
              'PlanChanged',
              'StrategyChanged',
              'KeyTaskChanged',
              'KeyTaskStateChanged',
              'DraftChanged',
              'VersionNamed',
              'ReviewChanged',
              'BallotOpened',
              'PositionCast',
              'DecisionMade',
              'PlanVersionPublished',
              'MembershipChanged',
            ].map((name) => [name, '../activity/event.ts#EventRecord']),
          ),
        },
      },
    },
    'src/generated/schema.graphql': { plugins: ['schema-ast'], config: { includeDirectives: true } },
  },
};

export default config;
