import { contentProblems, toMarkdown, toPlainText } from '../../content/index.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import type { GraphQLContext } from '../../graphql/context.ts';
import { existing } from '../../graphql/existing.ts';
import { databaseId } from '../../graphql/ids.ts';
import type { RevisionRecord } from './revision-reader.ts';

const textOf = (revision: RevisionRecord, { loaders }: GraphQLContext) =>
  loaders.drafts.revisionText.load(revision);

const entryOf = (revision: RevisionRecord, { loaders }: GraphQLContext) =>
  loaders.drafts.revisionEntry.load(revision);

export const revisionResolvers: Resolvers = {
  Draft: {
    revision: (draft, { sequence, at }, { loaders }) =>
      loaders.drafts.revision.load({ draft, moment: { sequence: sequence ?? null, time: at ?? null } }),
  },
  Query: {
    draft: async (_root, { id, asOf }, { loaders }) => {
      const draft = await loaders.drafts.draft.load(databaseId('Draft', id, 'id'));
      return draft === null ? null : loaders.drafts.revision.load({ draft, moment: { time: asOf } });
    },
  },
  Revision: {
    draft: async ({ draftId }, _args, { loaders }) => existing(await loaders.drafts.draft.load(draftId)),
    at: async (revision, _args, context) => (await entryOf(revision, context))?.at ?? null,
    hash: async (revision, _args, context) => (await entryOf(revision, context))?.hash ?? null,
    author: async (revision, _args, context) => {
      const entry = await entryOf(revision, context);
      return entry === null ? null : context.loaders.membership.member.load(entry.memberId);
    },
    organisation: async (revision, _args, context) =>
      (await entryOf(revision, context))?.organisation ?? null,
    content: async (revision, _args, context) => (await textOf(revision, context)).content,
    fields: async (revision, _args, context) => (await textOf(revision, context)).fields,
    markdown: async (revision, _args, context) => toMarkdown((await textOf(revision, context)).content),
    plainText: async (revision, _args, context) => toPlainText((await textOf(revision, context)).content),
    contentProblems: async (revision, _args, context) => {
      const { content, fields } = await textOf(revision, context);
      return contentProblems(content, fields);
    },
    blame: (revision, _args, { loaders }) => loaders.drafts.blame.load(revision),
  },
};
