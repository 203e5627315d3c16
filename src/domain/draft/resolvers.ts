import type { EventRecord } from '../../activity/event.ts';
import { contentProblems, toMarkdown, toPlainText } from '../../content/index.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import { eventFields } from '../../graphql/event-fields.ts';
import { present } from '../../graphql/existing.ts';
import { databaseId, toGlobalId } from '../../graphql/ids.ts';
import { mutationPayload } from '../../graphql/mutation.ts';
import { blameResolvers } from './blame-resolvers.ts';
import type { DraftChangedPayload, DraftRewrittenPayload } from './events.ts';
import { revisionResolvers } from './revision-resolvers.ts';
import type { PresenceRecord } from './types.ts';

export const draftResolvers: Resolvers = {
  KeyTask: {
    draft: (keyTask, _args, { loaders }) => loaders.drafts.draft.load(keyTask.draftId),
  },
  ...blameResolvers,
  ...revisionResolvers,
  Draft: {
    ...revisionResolvers.Draft,
    id: (draft) => toGlobalId('Draft', draft.id),
    keyTask: async (draft, _args, { loaders }) =>
      present(await loaders.keyTasks.keyTask.load(draft.keyTaskId), `key task of draft ${draft.id}`),
    collaborationPath: (draft) => `/collab/${toGlobalId('Draft', draft.id)}`,
    editable: (draft, _args, { services, viewer }) => services.drafts.editVerdict(viewer, draft).allowed,
    sequence: (draft) => draft.headSequence,
    authors: async (draft, _args, { loaders }) => {
      const members = await Promise.all(draft.authorIds.map((id) => loaders.membership.member.load(id)));
      return members.filter((member) => member !== null);
    },
    content: async (draft, _args, { loaders }) => (await loaders.drafts.content.load(draft.id)).content,
    fields: async (draft, _args, { loaders }) => (await loaders.drafts.content.load(draft.id)).fields,
    markdown: async (draft, _args, { loaders }) =>
      toMarkdown((await loaders.drafts.content.load(draft.id)).content),
    plainText: async (draft, _args, { loaders }) =>
      toPlainText((await loaders.drafts.content.load(draft.id)).content),
    contentProblems: async (draft, _args, { loaders }) => {
      const { content, fields } = await loaders.drafts.content.load(draft.id);
      return contentProblems(content, fields);
    },
    presence: (draft, _args, { loaders }) => loaders.drafts.presence.load(draft.id),
    blame: (draft, { sequence }, { loaders }) =>
      loaders.drafts.blame.load({ draftId: draft.id, sequence: sequence ?? draft.headSequence }),
  },
  Presence: {
    member: async (presence, _args, { loaders }) =>
      present(
        await loaders.membership.member.load(presence.memberId),
        `member ${presence.memberId} of a presence`,
      ),
  },
  Mutation: {
    restoreDraft: (_root, { input }, { services, viewer }) =>
      mutationPayload(() =>
        services.drafts.restore(viewer, {
          draftId: databaseId('Draft', input.draftId, 'draftId'),
          sequence: input.sequence,
        }),
      ),
    importMarkdown: (_root, { input }, { services, viewer }) =>
      mutationPayload(() =>
        services.drafts.importMarkdown(viewer, {
          draftId: databaseId('Draft', input.draftId, 'draftId'),
          markdown: input.markdown,
          mode: input.mode ?? 'APPEND',
        }),
      ),
  },
  Subscription: {
    presence: {
      subscribe: (_root, { draftId }, { services, viewer }) =>
        // The iterator ends when the subscription does; its promise is part of starting it.
        services.drafts.followPresence(viewer, databaseId('Draft', draftId, 'draftId')) as never,
      resolve: (records: readonly PresenceRecord[]) => records,
    },
  },
  DraftChanged: {
    ...eventFields,
    keyTask: (event, _args, { loaders }) =>
      event.keyTaskId === null ? null : loaders.keyTasks.keyTask.load(event.keyTaskId),
    draft: (event, _args, { loaders }) => loaders.drafts.draft.load(payloadOf(event).draftId),
    fromSequence: (event) => payloadOf(event).fromSequence,
    toSequence: (event) => payloadOf(event).toSequence,
    blocks: (event) => payloadOf(event).blocks,
    fields: (event) => payloadOf(event).fields,
    charactersInserted: (event) => payloadOf(event).charactersInserted,
    charactersDeleted: (event) => payloadOf(event).charactersDeleted,
    excerpt: (event) => payloadOf(event).excerpt,
  },
  DraftRewritten: {
    ...eventFields,
    keyTask: (event, _args, { loaders }) =>
      event.keyTaskId === null ? null : loaders.keyTasks.keyTask.load(event.keyTaskId),
    draft: (event, _args, { loaders }) => loaders.drafts.draft.load(rewrittenPayload(event).draftId),
    change: (event) => rewrittenPayload(event).change,
    sequence: (event) => rewrittenPayload(event).sequence,
    restoredSequence: (event) => rewrittenPayload(event).restoredSequence,
  },
};

function rewrittenPayload(event: EventRecord): DraftRewrittenPayload {
  return event.payload as unknown as DraftRewrittenPayload;
}

/** The payload of a `DRAFT_CHANGED` event is what the feed of changes put there. */
function payloadOf(event: EventRecord): DraftChangedPayload {
  return event.payload as unknown as DraftChangedPayload;
}
