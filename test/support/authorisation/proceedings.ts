import WebSocket from 'ws';
import * as Y from 'yjs';
import { connectDraft, type DraftConnection } from '../../../src/client/index.ts';
import { eventually } from '../editor.ts';
import type { Account, Cast } from './cast.ts';
import type { Stations, PlanPlace, Tabled, Task } from './stations.ts';

const reason = '회의에서 정했다';
/** Long enough to count as the same passage in two texts. */
const passage = '모든 공공기관은 정보시스템을 새로 갖출 때 민간 클라우드의 이용을 먼저 검토하여야 한다.';

/** A plan in which there is something of every type, and of every type that has both, published and unpublished. */
export interface Proceedings {
  readonly place: PlanPlace;
  /** Ids of the key tasks, versions and submissions that are for anybody; there are others of each. */
  readonly published: ReadonlySet<string>;
  /** A key task under amendment, whose title and English title aren't those that were sealed. */
  readonly amended: { readonly keyTaskId: string; readonly sealedTitle: string };
  /** Confirmed, and nothing else. */
  readonly confirmed: { readonly keyTaskId: string; readonly versionId: string; readonly blockId: string };
  readonly drafting: Task;
  /** With a dead letter, and a filter that has everything. */
  readonly webhookId: string;
  /** Nobody leaves the draft that somebody has open until then. */
  close(): void;
}

/** Takes key tasks of a plan of their own through everything that can happen to them. */
export async function holdProceedings(cast: Cast, stations: Stations): Promise<Proceedings> {
  const place = await stations.plan();
  const second = await stations.strategy(place.planId);
  const connections: DraftConnection[] = [];

  /** Writes as an editor does; resolves once the server has stored it. */
  async function type(task: Task, edit: (doc: Y.Doc) => void): Promise<DraftConnection> {
    const { user } = cast.preparer('writer');
    const doc = new Y.Doc();
    const connection = connectDraft({
      url: cast.url,
      collaborationPath: task.collaborationPath,
      doc,
      getAccessToken: () => user.token ?? null,
      WebSocket,
    });
    connections.push(connection);
    const saved = (what: string) =>
      eventually(
        what,
        () => connection.status.state === 'saved',
        (check) => connection.onStatus(check),
      );
    await saved('the editor has the text');
    edit(doc);
    await saved('what was typed is stored');
    return connection;
  }

  async function votedByAll(tabled: Tabled, secret: boolean): Promise<void> {
    for (const who of ['lead', 'chair'] as const)
      await stations.vote(tabled, who, { value: 'APPROVE', secret });
  }

  /** A ballot with everything that a ballot can have; returns what it decides. */
  async function eventfulBallot(task: Task) {
    const leaving = await cast.member({ seat: ['other', 'MEMBER'] });
    const submitted = await stations.submit(task);
    const tabled = await stations.table(await stations.approve(submitted));
    await stations.by('administrator', ['deactivateMember', { memberId: leaving }]);
    const { ballotId } = tabled;
    await stations.by('chair', ['removeFromRoster', { ballotId, memberId: leaving, reason }]);
    await stations.vote(tabled, cast.account('lead elsewhere'), { value: 'DISCUSS', reason });
    await stations.vote(tabled, 'writer', { value: 'RECUSE' });
    const { node } = await cast
      .preparer('chair')
      .user.query<{ node: { discussions: [{ id: string }] } }>(
        'query ($id: ID!) { node(id: $id) { ... on Ballot { discussions { id } } } }',
        { id: ballotId },
      );
    const [{ id: discussionId }] = node.discussions;
    await stations.by('chair', ['overruleDiscussion', { ballotId, discussionId, reason }]);
    await votedByAll(tabled, false);
    const confirmed = await stations.close(tabled);
    const { memberId } = cast.preparer('writer');
    await stations.by('chair', ['liftRecusal', { keyTaskId: task.keyTaskId, memberId, reason }]);
    return confirmed;
  }

  const first = await stations.empty(place, { englishTitle: 'First' });
  const typed = await type(first, (doc) => {
    doc.getXmlFragment('content').insert(0, [paragraph('first', passage), paragraph('rest', '첫 글.')]);
    doc.getMap('meta').set('leadMinistry', '과기정통부');
  });
  typed.destroy();
  const sealedFirst = await eventfulBallot(first);

  const amendedTask = await stations.drafted(place, `${passage}\n\n둘째 글.`);
  const sealedTitle = await titleOf(cast, amendedTask);
  const sealedAmended = await stations.confirm(amendedTask);

  const returnedTask = await stations.drafted(place, '셋째 글.');
  const sealedReturned = await stations.confirm(returnedTask);
  const returned = await stations.submitPlan(sealedReturned);
  await stations.by('committee', [
    'returnPlan',
    {
      submissionId: returned,
      planVersionHash: sealedReturned.planVersion.hash,
      reason,
      keyTasks: [{ keyTaskId: returnedTask.keyTaskId, reason }],
    },
  ]);

  await stations.by('lead', ['reopenKeyTask', { keyTaskId: first.keyTaskId, reason }]);
  await stations.write(first, `${passage}\n\n**다시** 고친 글.`);
  const resealedFirst = await stations.confirm(first);
  const adopted = await stations.submitPlan(resealedFirst);
  const { planVersion } = resealedFirst;
  await stations.by('committee', [
    'adoptPlan',
    { submissionId: adopted, planVersionHash: planVersion.hash, remarks: reason },
  ]);

  await stations.by('lead', ['reopenKeyTask', { keyTaskId: amendedTask.keyTaskId, reason }]);
  const titles = { title: '고친 제목', englishTitle: 'Amended' };
  await stations.by('lead', ['renameKeyTask', { keyTaskId: amendedTask.keyTaskId, ...titles }]);

  const secretRule = { quorum: 0.01, majority: 0.3, secret: true };
  await stations.by('secretariat', ['updatePlan', { planId: place.planId, ballotRule: secretRule }]);
  const secretTask = await stations.drafted(place, '비밀 투표로 정한 글.');
  const secretTabled = await stations.table(await stations.approve(await stations.submit(secretTask)));
  await votedByAll(secretTabled, true);
  const sealedSecretly = await stations.close(secretTabled);
  await stations.by('secretariat', [
    'updatePlan',
    { planId: place.planId, ballotRule: { ...secretRule, secret: false } },
  ]);
  await stations.submitPlan(sealedSecretly);

  const drafting = await stations.drafted({ ...place, strategyId: second }, '쓰는 중인 글.');
  await stations.write(drafting, '고쳐 쓴 글.');
  await stations.by('lead', ['nameVersion', { keyTaskId: drafting.keyTaskId, name: '배포본' }]);
  // Not of the published content schema; and the editor stays open.
  await type(drafting, (doc) => {
    doc.getXmlFragment('content').insert(0, [new Y.XmlElement('unheardOf')]);
    doc.getMap('meta').set('leadMinistry', '과기정통부');
  });
  await stations.by('writer', ['importMarkdown', { draftId: drafting.draftId, markdown: '덧붙인 글.' }]);

  const inReview = await stations.drafted(place, passage);
  const criticised = await stations.submit(inReview);
  const [blockId] = await blockIdsOf(cast, criticised.versionId);
  await stations.by('reviewer', [
    'submitReview',
    {
      keyTaskId: inReview.keyTaskId,
      contentHash: criticised.contentHash,
      verdict: 'REQUEST_CHANGES',
      blockRemarks: [{ blockId, text: reason }],
    },
  ]);
  await stations.submit(inReview, { name: '2차' });
  await stations.approved(place);
  await stations.voted(place);
  const withdrawn = await stations.drafted(place);
  await stations.by('lead', ['withdrawKeyTask', { keyTaskId: withdrawn.keyTaskId, reason }]);
  const merged = await stations.drafted(place);
  const into = { keyTaskId: merged.keyTaskId, intoKeyTaskId: first.keyTaskId, reason };
  await stations.by('secretariat', ['mergeKeyTask', into]);
  await stations.empty(place, { splitFromId: first.keyTaskId });

  const webhookId = await stations.webhook({
    filter: {
      planId: place.planId,
      subcommitteeId: cast.subcommittees.own,
      keyTaskId: drafting.keyTaskId,
      memberId: cast.preparer('writer').memberId,
      kinds: ['DRAFT_CHANGED'],
    },
  });
  await stations.deadLetter(webhookId);

  const [sealedBlock = ''] = await blockIdsOf(cast, sealedSecretly.versionId);
  const sealed = [sealedFirst, sealedAmended, sealedReturned, resealedFirst, sealedSecretly];
  return {
    place,
    published: new Set([...sealed.flatMap(({ keyTaskId, versionId }) => [keyTaskId, versionId]), adopted]),
    amended: { keyTaskId: amendedTask.keyTaskId, sealedTitle },
    confirmed: {
      keyTaskId: sealedSecretly.keyTaskId,
      versionId: sealedSecretly.versionId,
      blockId: sealedBlock,
    },
    drafting,
    webhookId,
    close() {
      for (const connection of connections) connection.destroy();
    },
  };
}

function paragraph(id: string, words: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph');
  element.setAttribute('id', id);
  element.insert(0, [new Y.XmlText(words)]);
  return element;
}

async function titleOf(cast: Cast, { keyTaskId }: Task): Promise<string> {
  const { node } = await secretariat(cast).user.query<{ node: { title: string } }>(
    'query ($id: ID!) { node(id: $id) { ... on KeyTask { title } } }',
    { id: keyTaskId },
  );
  return node.title;
}

async function blockIdsOf(cast: Cast, versionId: string): Promise<string[]> {
  const { node } = await secretariat(cast).user.query<{
    node: { content: { content: { attrs: { id: string } }[] } };
  }>('query ($id: ID!) { node(id: $id) { ... on Version { content } } }', { id: versionId });
  return node.content.content.map(({ attrs }) => attrs.id);
}

const secretariat = (cast: Cast): Account => cast.preparer('secretariat');
