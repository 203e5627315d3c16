import { blocksOf, excerptLength } from '../../content/index.ts';
import { DomainError } from '../../errors.ts';
import { requiredText } from '../../text.ts';
import type { BlockRemarkRecord } from './types.ts';

/** A remark as it is given. */
export type BlockRemarkInput = Pick<BlockRemarkRecord, 'blockId' | 'text'>;

const maxRemarks = 100;

/** The remarks with their texts as they are stored. Throws `INVALID_INPUT`. */
export function readBlockRemarks(given: readonly BlockRemarkInput[]): BlockRemarkInput[] {
  if (given.length > maxRemarks) {
    const message = `A review can have at most ${maxRemarks} remarks on blocks.`;
    throw new DomainError('INVALID_INPUT', message, ['blockRemarks']);
  }
  return given.map(({ blockId, text }) => ({
    blockId,
    text: requiredText(text, 'blockRemarks', { max: 2000, multiline: true }),
  }));
}

/**
 * The remarks with the beginning of what each is on. Throws `INVALID_INPUT` for a block that isn't in `content`, which
 * is the text of the version.
 */
export function anchored(remarks: readonly BlockRemarkInput[], content: unknown): BlockRemarkRecord[] {
  const texts = new Map(blocksOf(content).map(({ blockId, text }) => [blockId, text]));
  return remarks.map((remark, index) => {
    const text = texts.get(remark.blockId);
    if (text === undefined) {
      const message = 'There is no such block in the version that is reviewed.';
      throw new DomainError('INVALID_INPUT', message, ['blockRemarks', String(index), 'blockId']);
    }
    return { ...remark, excerpt: [...text].slice(0, excerptLength).join('') };
  });
}

/** Whether the remarks are those of the review. */
export function sameRemarks(a: readonly BlockRemarkInput[], b: readonly BlockRemarkInput[]): boolean {
  const form = (remarks: readonly BlockRemarkInput[]) =>
    JSON.stringify(remarks.map(({ blockId, text }) => [blockId, text]));
  return form(a) === form(b);
}
