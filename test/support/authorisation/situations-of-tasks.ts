import type { Account } from './cast.ts';
import type { Situations, Stage } from './situation.ts';

const reason = '회의에서 정했다';

/** Turns of a key task with a reason and nothing else, by what they need. */
const turn = (field: string, station: 'drafted' | 'inReview' | 'approved' | 'confirmed'): Situations => ({
  [field]: async ({ stations, place }) => {
    const { keyTaskId } = await stations[station](place);
    return { field, input: { keyTaskId, reason } };
  },
});

/** A version in review, asked of a member by name. */
async function askedByName({ stations, place, cast }: Stage, reviewer: Account | null) {
  const { memberId } = reviewer ?? cast.preparer('reviewer');
  return stations.submit(await stations.drafted(place), { reviewerIds: [memberId] });
}

/** Key tasks, their drafts and their versions, up to the approval. */
export const situationsOfTasks: Situations = {
  createKeyTask: ({ cast, stations, place }) =>
    Promise.resolve({
      field: 'createKeyTask',
      input: { ...place, subcommitteeId: cast.subcommittees.own, title: stations.title() },
    }),
  renameKeyTask: async ({ stations, place }) => ({
    field: 'renameKeyTask',
    input: { keyTaskId: (await stations.empty(place)).keyTaskId, title: stations.title() },
  }),
  moveKeyTask: async ({ stations, place }) => {
    const { keyTaskId } = await stations.empty(place);
    return { field: 'moveKeyTask', input: { keyTaskId, strategyId: await stations.strategy(place.planId) } };
  },
  assignKeyTask: async ({ cast, stations, place }) => ({
    field: 'assignKeyTask',
    input: {
      keyTaskId: (await stations.empty(place)).keyTaskId,
      subcommitteeId: cast.subcommittees.other,
    },
  }),
  mergeKeyTask: async ({ stations, place }) => {
    const [{ keyTaskId }, into] = [await stations.empty(place), await stations.empty(place)];
    return { field: 'mergeKeyTask', input: { keyTaskId, intoKeyTaskId: into.keyTaskId, reason } };
  },
  ...turn('withdrawKeyTask', 'drafted'),
  ...turn('recallVersion', 'inReview'),
  ...turn('returnKeyTask', 'approved'),
  ...turn('reopenKeyTask', 'confirmed'),
  importMarkdown: async ({ stations, place }) => {
    const { draftId } = await stations.empty(place);
    return { field: 'importMarkdown', input: { draftId, markdown: '본문' } };
  },
  restoreDraft: async ({ stations, place }) => {
    const { draftId } = await stations.drafted(place);
    return { field: 'restoreDraft', input: { draftId, sequence: 0 } };
  },
  nameVersion: async ({ stations, place }) => {
    const { keyTaskId } = await stations.drafted(place);
    return { field: 'nameVersion', input: { keyTaskId, name: '배포본' } };
  },
  submitVersion: async ({ stations, place }) => {
    const { keyTaskId } = await stations.drafted(place);
    return { field: 'submitVersion', input: { keyTaskId, name: '검토 요청안' } };
  },
  requestReviews: async ({ cast, stations, place }) => {
    const { keyTaskId, contentHash } = await stations.inReview(place);
    const reviewerIds = [cast.preparer('committee').memberId];
    return { field: 'requestReviews', input: { keyTaskId, contentHash, reviewerIds } };
  },
  'submitReview, asked of the role REVIEWER': async ({ stations, place }) => {
    const { keyTaskId, contentHash } = await stations.inReview(place);
    return { field: 'submitReview', input: { keyTaskId, contentHash, verdict: 'APPROVE' } };
  },
  'submitReview, asked of them by name': async (stage, persona) => {
    // Nobody and observers can't be asked.
    const askable = persona !== 'nobody' && persona !== 'observer';
    const reviewer = askable ? stage.cast.account(persona) : null;
    const { keyTaskId, contentHash } = await askedByName(stage, reviewer);
    return { field: 'submitReview', input: { keyTaskId, contentHash, verdict: 'APPROVE' } };
  },
  'submitReview, asked of another by name': async (stage) => {
    const { keyTaskId, contentHash } = await askedByName(stage, null);
    const { user: witness } = stage.cast.preparer('reviewer');
    return { field: 'submitReview', input: { keyTaskId, contentHash, verdict: 'APPROVE' }, witness };
  },
  invalidateReview: async ({ cast, stations, place }) => {
    const { keyTaskId } = await stations.inReview(place);
    const { node } = await cast
      .preparer('lead')
      .user.query<{ node: { reviews: { nodes: [{ id: string }] } } }>(
        'query ($id: ID!) { node(id: $id) { ... on KeyTask { reviews { nodes { id } } } } }',
        { id: keyTaskId },
      );
    return { field: 'invalidateReview', input: { reviewId: node.reviews.nodes[0].id, reason } };
  },
};

/** A member who can't vote any more, on the roster of an open ballot. */
async function leftBehind({ cast, stations, place }: Stage) {
  const memberId = await cast.member({ seat: ['other', 'MEMBER'] });
  const { ballotId } = await stations.tabled(place);
  await stations.by('administrator', ['deactivateMember', { memberId }]);
  return { ballotId, memberId };
}

/** From the table to the decision. */
export const situationsOfBallots: Situations = {
  tableKeyTask: async ({ stations, place }) => {
    const { keyTaskId, contentHash } = await stations.approved(place);
    return { field: 'tableKeyTask', input: { keyTaskId, contentHash } };
  },
  castPosition: async ({ stations, place }) => {
    const { ballotId, contentHash } = await stations.tabled(place);
    return { field: 'castPosition', input: { ballotId, contentHash, value: 'APPROVE' } };
  },
  overruleDiscussion: async ({ cast, stations, place }) => {
    const tabled = await stations.tabled(place);
    await stations.vote(tabled, 'writer', { value: 'DISCUSS', reason });
    const { node } = await cast
      .preparer('chair')
      .user.query<{ node: { discussions: [{ id: string }] } }>(
        'query ($id: ID!) { node(id: $id) { ... on Ballot { discussions { id } } } }',
        { id: tabled.ballotId },
      );
    const [{ id: discussionId }] = node.discussions;
    return { field: 'overruleDiscussion', input: { ballotId: tabled.ballotId, discussionId, reason } };
  },
  removeFromRoster: async (stage) => ({
    field: 'removeFromRoster',
    input: { ...(await leftBehind(stage)), reason },
  }),
  closeBallot: async ({ stations, place }) => {
    const { ballotId, contentHash } = await stations.voted(place);
    return { field: 'closeBallot', input: { ballotId, contentHash } };
  },
  liftRecusal: async ({ cast, stations, place }) => {
    const tabled = await stations.tabled(place);
    await stations.vote(tabled, 'writer', { value: 'RECUSE' });
    const { keyTaskId } = tabled;
    await stations.by('secretariat', ['returnKeyTask', { keyTaskId, reason }]);
    return {
      field: 'liftRecusal',
      input: { keyTaskId, memberId: cast.preparer('writer').memberId, reason },
    };
  },
  'liftRecusal, of oneself': async ({ cast, stations, place }, persona) => {
    const own = persona === 'nobody' ? cast.preparer('writer') : cast.account(persona);
    const call = (keyTaskId: string) => {
      return { field: 'liftRecusal', input: { keyTaskId, memberId: own.memberId, reason } };
    };
    // Of those who may lift recusals only the chair votes, and so can be recused.
    if (persona !== 'chair') return call((await stations.empty(place)).keyTaskId);
    const tabled = await stations.tabled(place);
    await stations.vote(tabled, own, { value: 'RECUSE' });
    await stations.by('secretariat', ['returnKeyTask', { keyTaskId: tabled.keyTaskId, reason }]);
    return call(tabled.keyTaskId);
  },
};
