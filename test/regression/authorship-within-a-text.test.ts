import { afterEach, expect, it } from 'vitest';
import { writeContent } from '../../src/content/index.ts';
import { openCollaboration, type Collaboration } from '../support/collaboration.ts';
import { doc, paragraph } from '../support/content.ts';

let at: Collaboration;
afterEach(() => at.drop());

it('CO-35, CO-41: a restoring leaves the words between those that it changes to who wrote them', async () => {
  at = await openCollaboration();
  const { id } = await at.draft();
  const { kim, lee, han } = at.members;
  const write = (words: string) => (document: Parameters<typeof writeContent>[0]) =>
    writeContent(document, { content: doc(paragraph('a', words)) });
  await at.drafts.edit(kim, id, write('2026년까지 공공 클라우드를 절반으로 늘린다'));
  await at.drafts.edit(lee, id, write('2030년까지 공공 클라우드를 절반으로 줄인다'));
  await at.drafts.restore(han, { draftId: id, sequence: 1 });
  const { blocks } = await at.drafts.blame(kim, { draftId: id, sequence: null });
  expect(blocks.flatMap(({ runs }) => runs.map(({ text, memberId }) => [text, memberId]))).toEqual([
    ['20', kim.memberId],
    ['26', han.memberId],
    ['년까지 공공 클라우드를 절반으로 ', kim.memberId],
    ['늘린', han.memberId],
    ['다', kim.memberId],
  ]);
});
