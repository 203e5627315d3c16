import { readCanonicalForm } from '../../content/canonical.ts';
import { toMarkdown } from '../../content/markdown.ts';
import { toPlainText } from '../../content/plain-text.ts';
import { pageRequest } from '../../database/paging.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import { toConnection } from '../../graphql/connection.ts';
import type { GraphQLContext } from '../../graphql/context.ts';
import { eventFields } from '../../graphql/event-fields.ts';
import { readReviewers } from '../../graphql/reviewers.ts';
import { databaseId, toGlobalId } from '../../graphql/ids.ts';
import { mutationPayload } from '../../graphql/mutation.ts';
import { existing } from '../../graphql/existing.ts';
import { sharesBy } from '../draft/blame-resolvers.ts';
import { differenceResolvers } from './difference-resolvers.ts';
import { momentResolvers } from './moment-resolvers.ts';
import type { VersionRecord } from './types.ts';

/** Every field of a version's text comes from the canonical form, which is what was hashed. */
async function formOf(version: VersionRecord, { loaders }: GraphQLContext): Promise<string> {
  return existing(await loaders.versions.form.load(version.id));
}

async function textOf(version: VersionRecord, context: GraphQLContext) {
  return readCanonicalForm(await formOf(version, context));
}

export const versionResolvers: Resolvers = {
  Version: {
    id: (version) => toGlobalId('Version', version.id),
    keyTask: async (version, _args, { loaders }) =>
      existing(await loaders.keyTasks.keyTask.load(version.keyTaskId)),
    authors: async (version, _args, { loaders }) => {
      const members = await Promise.all(
        version.authorIds.map((memberId) => loaders.membership.member.load(memberId)),
      );
      return members.filter((member) => member !== null);
    },
    createdBy: (version, _args, { loaders }) => loaders.membership.member.load(version.createdById),
    canonicalForm: (version, _args, context) => formOf(version, context),
    content: async (version, _args, context) => (await textOf(version, context)).content,
    fields: async (version, _args, context) => (await textOf(version, context)).fields,
    markdown: async (version, _args, context) => toMarkdown((await textOf(version, context)).content),
    plainText: async (version, _args, context) => toPlainText((await textOf(version, context)).content),
    blame: async ({ draftId, sequence }, _args, { loaders }) =>
      (await loaders.drafts.draft.load(draftId)) === null
        ? null
        : loaders.drafts.blame.load({ draftId, sequence }),
    shares: async (version, { by }, context) => {
      const shares = await context.loaders.versions.shares.load(version);
      return shares === null ? null : sharesBy(by, shares, context);
    },
    difference: async (version, { from }, { loaders }) => {
      const other = await loaders.versions.version.load(databaseId('Version', from, 'from'));
      if (other === null) return null;
      return loaders.versions.difference.load({
        from: { versionId: other.id },
        to: { versionId: version.id },
      });
    },
  },
  ...differenceResolvers,
  ...momentResolvers,
  Draft: { ...differenceResolvers.Draft, ...momentResolvers.Draft },
  KeyTask: {
    // What a task under amendment is to be called is as little published as its new text.
    title: async (keyTask, _args, { viewer, loaders }) => {
      if (viewer !== null || keyTask.sealedVersionId === null) return keyTask.title;
      return existing(await loaders.versions.version.load(keyTask.sealedVersionId)).title;
    },
    // It isn't part of the sealed text, and can't be changed while the task is confirmed.
    englishTitle: (keyTask, _args, { viewer }) =>
      viewer !== null || keyTask.state === 'CONFIRMED' ? keyTask.englishTitle : null,
    versions: async (keyTask, args, { loaders }) =>
      toConnection(
        await loaders.versions.ofKeyTask.load({ parentId: keyTask.id, request: pageRequest(args) }),
      ),
    currentVersion: (keyTask, _args, { loaders }) =>
      keyTask.currentVersionId === null ? null : loaders.versions.version.load(keyTask.currentVersionId),
    sealedVersion: (keyTask, _args, { loaders }) =>
      keyTask.sealedVersionId === null ? null : loaders.versions.version.load(keyTask.sealedVersionId),
  },
  Mutation: {
    nameVersion: (_root, { input }, { services, viewer }) =>
      mutationPayload(() =>
        services.versions.nameVersion(viewer, {
          keyTaskId: databaseId('KeyTask', input.keyTaskId, 'keyTaskId'),
          name: input.name,
        }),
      ),
    submitVersion: (_root, { input }, { services, viewer }) =>
      mutationPayload(() =>
        services.versions.submitVersion(viewer, {
          keyTaskId: databaseId('KeyTask', input.keyTaskId, 'keyTaskId'),
          name: input.name,
          ...readReviewers(input),
          minimumApprovals: input.minimumApprovals ?? null,
        }),
      ),
    recallVersion: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => ({
        keyTask: await services.versions.recallVersion(viewer, {
          keyTaskId: databaseId('KeyTask', input.keyTaskId, 'keyTaskId'),
          reason: input.reason,
        }),
      })),
  },
  VersionNamed: {
    ...eventFields,
    keyTask: (event, _args, { loaders }) =>
      event.keyTaskId === null ? null : loaders.keyTasks.keyTask.load(event.keyTaskId),
    version: (event, _args, { loaders }) => loaders.versions.version.load(String(event.payload['versionId'])),
    name: (event) => String(event.payload['name']),
    contentHash: (event) => String(event.payload['contentHash']),
  },
};
