import type { MaybeViewer } from '../../src/auth/viewer.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeContent } from '../../src/content/index.ts';
import { doc, node, paragraph, text } from '../support/content.ts';
import { openDecisionPath, refused, type DecisionPath } from '../support/decision-path.ts';
import { sha256 } from '../support/canonical-json.ts';

let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath();
});
afterAll(() => path.drop());
beforeEach(async () => {
  await path.newEvents();
});

const kinds = async () => (await path.newEvents()).map((event) => event.kind);
const nowhere = 'f'.repeat(24);

describe('naming a version', () => {
  it('VN-1: keeps the text of that moment, whatever is written afterwards', async () => {
    const { as, versions } = path;
    const keyTask = await path.station.drafted('과제', '첫 글');
    const { version } = await versions.nameVersion(as.lead, { keyTaskId: keyTask.id, name: ' 초안 1 ' });
    expect(version).toMatchObject({ number: 1, name: '초안 1', sequence: 1, sealedAt: null });
    const [form] = await versions.formsOf(as.lead, [version.id]);
    await path.write(keyTask, '다른 글');
    const second = await versions.nameVersion(as.lead, { keyTaskId: keyTask.id, name: '초안 2' });
    expect(second.version).toMatchObject({ number: 2, sequence: 2 });
    expect(second.version.contentHash).not.toBe(version.contentHash);
    expect(await versions.find(as.observer, version.id)).toEqual(version);
    expect(await versions.formsOf(as.observer, [version.id])).toEqual([form]);
    expect(sha256(form ?? '')).toBe(version.contentHash);
  });

  it('VN-3: holds every edit that was accepted before, also from several at once', async () => {
    const { as, drafts, versions } = path;
    const keyTask = await path.create('과제');
    const edits = Array.from({ length: 20 }, (_, index) =>
      drafts.edit(as[index % 2 === 0 ? 'writer' : 'colleague'], keyTask.draftId, (document) => {
        document.getMap('meta').set('goal', `목표 ${index}`);
        if (index === 0) writeContent(document, { content: doc(paragraph('b1', '본문')) });
      }),
    );
    await Promise.all(edits);
    const { version } = await versions.nameVersion(as.lead, { keyTaskId: keyTask.id, name: '초안' });
    const live = await drafts.liveContent(as.lead, keyTask.draftId);
    expect(version).toMatchObject({ sequence: live.sequence, logHash: live.headHash });
    const [form] = await versions.formsOf(as.lead, [version.id]);
    expect(JSON.parse(form ?? '')).toMatchObject({ content: live.content, fields: live.fields });
    expect(new Set(version.authorIds)).toEqual(new Set([as.writer.memberId, as.colleague.memberId]));
  });

  it('VN-4: returns the same version for the same name as long as nothing was written', async () => {
    const { as, versions } = path;
    const keyTask = await path.station.drafted();
    const name = () => versions.nameVersion(as.lead, { keyTaskId: keyTask.id, name: '초안' });
    const first = await name();
    await path.newEvents();
    const again = await Promise.all(Array.from({ length: 5 }, name));
    for (const { version } of again) expect(version).toEqual(first.version);
    expect(await kinds()).toEqual([]);
    await path.write(keyTask, '고친 본문');
    expect((await name()).version.number).toBe(2);
  });

  it('VN-4: a new title makes a new version of the same text', async () => {
    const { as, versions, keyTasks } = path;
    const keyTask = await path.station.drafted('옛 제목');
    const input = { keyTaskId: keyTask.id, name: '초안' };
    const before = await versions.nameVersion(as.lead, input);
    await keyTasks.rename(as.lead, keyTask.id, { title: '새 제목' });
    const after = await versions.nameVersion(as.lead, input);
    expect(after.version).toMatchObject({ number: 2, title: '새 제목' });
    expect(after.version.contentHash).not.toBe(before.version.contentHash);
  });

  it('VN-1: gives concurrent versions numbers without holes', async () => {
    const { as, versions } = path;
    const keyTask = await path.station.drafted();
    const named = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        versions.nameVersion(as.lead, { keyTaskId: keyTask.id, name: `초안 ${index}` }),
      ),
    );
    const numbers = named.map(({ version }) => version.number).sort((a, b) => a - b);
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('VN-2: refuses a text that does not fit, naming the block, and changes nothing', async () => {
    const { as, drafts, versions } = path;
    const empty = await path.create('빈 과제');
    const broken = await path.create('깨진 과제');
    await drafts.edit(as.writer, broken.draftId, (document) =>
      writeContent(document, {
        content: doc(paragraph('b1', '글'), node('heading', { id: 'b2', level: 9 }, text('제목'))),
      }),
    );
    await path.newEvents();
    for (const [keyTask, message] of [
      [empty, /at/],
      [broken, /b2/],
    ] as const) {
      const input = { keyTaskId: keyTask.id, name: '초안' };
      await expect(versions.nameVersion(as.lead, input)).rejects.toMatchObject({
        code: 'INVALID_CONTENT',
        message: expect.stringMatching(message) as unknown,
      });
      await expect(versions.submitVersion(as.lead, { ...input, reviewerIds: [] })).rejects.toEqual(
        refused('INVALID_CONTENT'),
      );
      expect(await path.find(keyTask)).toEqual(keyTask);
    }
    expect((await kinds()).filter((kind) => kind !== 'DRAFT_CHANGED')).toEqual([]);
    // It can still be written in.
    await path.write(broken, '고친 글');
    expect((await path.submit(broken)).version.number).toBe(1);
  });

  it('refuses names that are none, and tasks that are not there', async () => {
    const { as, versions } = path;
    const { id: keyTaskId } = await path.station.drafted();
    for (const name of ['', '  ', 'a'.repeat(201), 'a\nb']) {
      await expect(versions.nameVersion(as.lead, { keyTaskId, name })).rejects.toEqual(
        refused('INVALID_INPUT', ['name']),
      );
      await expect(versions.submitVersion(as.lead, { keyTaskId, name, reviewerIds: [] })).rejects.toEqual(
        refused('INVALID_INPUT', ['name']),
      );
    }
    await expect(versions.nameVersion(as.lead, { keyTaskId: nowhere, name: 'a' })).rejects.toEqual(
      refused('NOT_FOUND'),
    );
    await expect(versions.nameVersion(null, { keyTaskId, name: 'a' })).rejects.toEqual(
      refused('UNAUTHENTICATED'),
    );
  });
});

describe('submitting', () => {
  it('VN-5, KT-3: freezes the draft at the submitted text', async () => {
    const { as, drafts, versions } = path;
    const keyTask = await path.station.drafted('과제', '낸 글');
    const { version } = await path.submit(keyTask);
    for (const who of ['writer', 'lead', 'secretariat'] as const)
      await expect(path.write(keyTask, '늦은 글', who)).rejects.toEqual(refused('FROZEN'));
    expect(await drafts.find(as.writer, keyTask.draftId)).toMatchObject({
      frozen: true,
      frozenReason: 'This text is under review.',
      headSequence: version.sequence,
      headHash: version.logHash,
    });
    const [form] = await versions.formsOf(as.lead, [version.id]);
    expect(form).toContain('낸 글');
  });

  it('CO-19, VN-3: an edit at the same moment is either in the version or refused, never neither', async () => {
    const { as, drafts, versions } = path;
    const keyTask = await path.station.drafted('과제', '본문');
    /** Writes until it is refused; how often it wasn't. */
    const type = async (field: 'goal' | 'leadMinistry', begun: () => void): Promise<number> => {
      for (let count = 1; ; count += 1) {
        try {
          await drafts.edit(as.writer, keyTask.draftId, (document) =>
            document.getMap('meta').set(field, `글 ${count}`),
          );
        } catch (error) {
          expect(error).toEqual(refused('FROZEN'));
          return count - 1;
        }
        if (count === 3) begun();
      }
    };
    const typists: Promise<number>[] = [];
    const started = (['goal', 'leadMinistry'] as const).map(
      (field) => new Promise<void>((begun) => typists.push(type(field, begun))),
    );
    await Promise.all(started);
    const { version } = await path.submit(keyTask);
    const [goals, ministries] = await Promise.all(typists);
    const [form] = await versions.formsOf(as.lead, [version.id]);
    expect(JSON.parse(form ?? '')).toMatchObject({
      fields: { goal: `글 ${goals}`, leadMinistry: `글 ${ministries}` },
    });
    expect((await drafts.find(as.lead, keyTask.draftId)).headHash).toBe(version.logHash);
  });

  it('VN-5: returns the same version when it is submitted again, and refuses another name or other reviewers', async () => {
    const keyTask = await path.station.drafted();
    const first = await path.submit(keyTask, ['reviewer'], '검토안');
    await path.newEvents();
    const again = await Promise.all([
      path.submit(keyTask, ['reviewer'], '검토안'),
      path.submit(keyTask, ['reviewer', 'reviewer'], '검토안'),
    ]);
    for (const { version, keyTask: after } of again)
      expect([version, after]).toEqual([first.version, first.keyTask]);
    await expect(path.submit(keyTask, ['reviewer'], '다른 이름')).rejects.toEqual(
      refused('ILLEGAL_TRANSITION'),
    );
    await expect(path.submit(keyTask, ['secondReviewer'], '검토안')).rejects.toEqual(
      refused('ILLEGAL_TRANSITION', ['reviewerIds']),
    );
    await expect(path.submit(keyTask, [], '검토안')).rejects.toEqual(
      refused('ILLEGAL_TRANSITION', ['reviewerIds']),
    );
    expect(await kinds()).toEqual([]);
    expect(await path.find(keyTask)).toEqual(first.keyTask);
  });

  it('VN-5: of many submissions at once one cuts a version', async () => {
    const keyTask = await path.station.drafted();
    const submitted = await Promise.all(Array.from({ length: 10 }, () => path.submit(keyTask)));
    expect(new Set(submitted.map(({ version }) => version.id)).size).toBe(1);
    const about = (await path.newEvents()).filter((event) => event.kind === 'VERSION_NAMED');
    expect(about).toHaveLength(1);
  });

  it('RV-1, RV-2: refuses reviewers that can not be asked, and submits nothing', async () => {
    const { as, membership, versions } = path;
    const keyTask = await path.station.drafted();
    const retired = await membership.createMember(as.secretariat, {
      email: 'retired@example.org',
      displayName: '물러난 위원',
      organisation: '대학',
      sector: 'ACADEMIA',
      roles: ['REVIEWER'],
    });
    await membership.deactivateMember(as.administrator, retired.id);
    const cases = [
      [[nowhere], 'NOT_FOUND'],
      [[retired.id], 'NOT_FOUND'],
      [[as.writer.memberId], 'FOUR_EYES'],
      [[as.lead.memberId], 'FOUR_EYES'],
      [[as.observer.memberId], 'INVALID_INPUT'],
      [[as.reviewer.memberId, as.writer.memberId], 'FOUR_EYES'],
      [Array.from({ length: 21 }, (_, index) => index.toString(16).padStart(24, '0')), 'INVALID_INPUT'],
    ] as const;
    await path.newEvents();
    for (const [reviewerIds, code] of cases) {
      await expect(
        versions.submitVersion(as.lead, { keyTaskId: keyTask.id, name: '검토안', reviewerIds }),
      ).rejects.toEqual(refused(code, ['reviewerIds']));
    }
    expect((await kinds()).filter((kind) => kind !== 'DRAFT_CHANGED')).toEqual([]);
    expect(await path.find(keyTask)).toEqual(keyTask);
    await path.write(keyTask, '아직 열려 있다');
    expect((await path.submit(keyTask)).version.number).toBe(1);
  });
});

describe('recalling', () => {
  it('VN-6, RV-6: thaws the draft, invalidates reviews, keeps the version', async () => {
    const { as, reviews, versions } = path;
    const keyTask = await path.station.drafted();
    const { version } = await path.submit(keyTask, ['reviewer', 'secondReviewer']);
    await path.review({ keyTask, version }, 'APPROVE');
    const after = await versions.recallVersion(as.lead, { keyTaskId: keyTask.id, reason: '오탈자' });
    expect(after).toMatchObject({ state: 'DRAFTING', currentVersionId: null });
    const [ofVersion] = await reviews.ofVersions(as.lead, [version.id]);
    expect(ofVersion).toMatchObject([
      { reviewerId: as.reviewer.memberId, state: 'INVALIDATED', invalidatedReason: 'Recalled: 오탈자' },
      { reviewerId: as.secondReviewer.memberId, state: 'INVALIDATED', invalidatedReason: 'Recalled: 오탈자' },
    ]);
    await path.write(keyTask, '고친 글');
    expect(await versions.find(as.lead, version.id)).toEqual(version);
    await expect(path.review({ keyTask, version }, 'APPROVE')).rejects.toEqual(refused('ILLEGAL_TRANSITION'));
    await expect(versions.recallVersion(as.lead, { keyTaskId: keyTask.id, reason: 'x' })).rejects.toEqual(
      refused('ILLEGAL_TRANSITION'),
    );
    await expect(versions.recallVersion(as.lead, { keyTaskId: keyTask.id, reason: ' ' })).rejects.toEqual(
      refused('INVALID_INPUT', ['reason']),
    );
  });
});

describe('reading', () => {
  it('VN-8: members read every version, anybody the sealed ones', async () => {
    const { as, versions } = path;
    const { version: open } = await path.station.inReview();
    const { version: sealed } = await path.station.confirmed();
    const ids = [open.id, sealed.id, nowhere];
    const idsOf = (found: readonly ({ readonly id: string } | null)[]) => found.map((one) => one?.id ?? null);
    expect(idsOf(await versions.findMany(as.observer, ids))).toEqual([open.id, sealed.id, null]);
    expect(idsOf(await versions.findMany(null, ids))).toEqual([null, sealed.id, null]);
    await expect(versions.find(null, open.id)).rejects.toEqual(refused('NOT_FOUND'));
    expect((await versions.formsOf(null, ids)).map((form) => form !== null)).toEqual([false, true, false]);
    const request = { first: 10, after: null };
    const listed = async (viewer: MaybeViewer) => {
      const pages = await versions.pagesByKeyTask(viewer, [open.keyTaskId, sealed.keyTaskId], request);
      return [open, sealed].map(({ keyTaskId }) => pages.get(keyTaskId)?.edges.map(({ node }) => node.id));
    };
    expect(await listed(null)).toEqual([[], [sealed.id]]);
    expect(await listed(as.observer)).toEqual([[open.id], [sealed.id]]);
  });
});
