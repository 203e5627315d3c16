import { LRUCache } from 'lru-cache';
import type { MaybeViewer } from '../../auth/viewer.ts';
import type { TextDifference } from '../../content/index.ts';
import { DomainError, outcomeOf, unlessErrors } from '../../errors.ts';
import { createSharedReads } from '../../shared-reads.ts';
import type { TextMaker, TextSource } from '../draft/draft-texts.ts';
import type { RevisionRecord } from '../draft/revision-reader.ts';
import type { DraftService } from '../draft/service.ts';
import type { VersionRecord } from './types.ts';

/** A text that is to be compared: a version's, or a draft's at one position of its log, under the title of its task. */
export type ComparedText =
  { readonly versionId: string } | { readonly revision: RevisionRecord; readonly title: string };

export interface ComparedTexts {
  readonly from: ComparedText;
  readonly to: ComparedText;
}

export interface ComparingDependencies {
  /** Authorises; null for what the viewer may not see. */
  readonly findMany: (
    viewer: MaybeViewer,
    versionIds: readonly string[],
  ) => Promise<readonly (VersionRecord | null)[]>;
  /** Canonical forms of versions, by id. */
  readonly forms: (versionIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  readonly drafts: Pick<DraftService, 'findMany' | 'revisionContents'>;
  readonly texts: Pick<TextMaker, 'compare'>;
}

/** Differences that are kept for the next reader, together as large as this: characters, and {@link partSize} a part. */
const cachedSize = 10_000_000;
const partSize = 100;

/** Comparisons whose texts are read together: each may take two large ones into memory. */
const together = 25;

/** One of the two texts of a comparison, and what it says while that is needed. */
interface Side {
  readonly text: ComparedText;
  source: TextSource | Error | null;
}

interface Comparison {
  readonly compared: ComparedTexts;
  readonly from: Side;
  readonly to: Side;
}

/** Compares texts (SPEC.md, CP). What was compared never changes, so neither does the difference. */
export function createComparing({ findMany, forms, drafts, texts }: ComparingDependencies) {
  const differences = new LRUCache<string, TextDifference>({
    maxSize: cachedSize,
    sizeCalculation: sizeOf,
  });

  const differencesOf = createSharedReads<ComparedTexts, TextDifference>({
    keyOf: comparedKey,
    kept: (compared) => differences.get(comparedKey(compared)),
    read: async (asked, tell) => {
      for (let index = 0; index < asked.length; index += together)
        await compareTogether(asked.slice(index, index + together), tell);
    },
  });

  async function compareTogether(
    asked: readonly ComparedTexts[],
    tell: (compared: ComparedTexts, outcome: TextDifference | Error) => void,
  ): Promise<void> {
    let open = asked.map((compared): Comparison => ({
      compared,
      from: { text: compared.from, source: null },
      to: { text: compared.to, source: null },
    }));
    /** Compares what there is of both texts, and lets go of them. */
    const compareReady = async () => {
      const ready = open.filter(({ from, to }) => from.source !== null && to.source !== null);
      open = open.filter((comparison) => !ready.includes(comparison));
      await Promise.all(
        ready.map(async (comparison) => {
          tell(comparison.compared, await outcomeOf(() => compare(comparison)));
          comparison.from.source = null;
          comparison.to.source = null;
        }),
      );
    };
    // The two of a comparison one behind the other, so that not much of the first waits for the second.
    const sides = open.flatMap(({ from, to }) => [from, to]);
    await readForms(sides);
    await compareReady();
    const places = sides.flatMap((side) =>
      'revision' in side.text ? [{ ...side.text.revision, title: side.text.title, side }] : [],
    );
    for await (const part of drafts.revisionContents(places)) {
      for (const [{ title, side }, content] of part)
        side.source = content instanceof Error ? content : { title, content };
      await compareReady();
    }
  }

  async function readForms(sides: readonly Side[]): Promise<void> {
    const versionIds = new Set(sides.flatMap(({ text }) => ('versionId' in text ? [text.versionId] : [])));
    if (versionIds.size === 0) return;
    const found = await forms([...versionIds]);
    for (const side of sides) {
      if (!('versionId' in side.text)) continue;
      const form = found.get(side.text.versionId);
      side.source = form === undefined ? noSuch('version') : { form };
    }
  }

  async function compare({ compared, from, to }: Comparison): Promise<TextDifference> {
    const [before, after] = [from.source, to.source];
    if (before === null || after === null) throw new Error('Texts are compared before they are read.');
    if (before instanceof Error) throw before;
    if (after instanceof Error) throw after;
    const difference = await texts.compare(before, after);
    if (difference === null)
      throw new DomainError('INVALID_CONTENT', 'One of the texts is nested too deeply to be compared.');
    differences.set(comparedKey(compared), difference);
    return difference;
  }

  /** The comparisons, or why one isn't for the viewer. */
  async function authorised(
    viewer: MaybeViewer,
    asked: readonly ComparedTexts[],
  ): Promise<(ComparedTexts | Error)[]> {
    const all = asked.flatMap(({ from, to }) => [from, to]);
    const versionIds = new Set(all.flatMap((text) => ('versionId' in text ? [text.versionId] : [])));
    const draftIds = new Set(all.flatMap((text) => ('revision' in text ? [text.revision.draftId] : [])));
    const [versions, found] = await Promise.all([
      versionIds.size === 0 ? [] : findMany(viewer, [...versionIds]),
      draftIds.size === 0 ? [] : drafts.findMany(viewer, [...draftIds]),
    ]);
    const seen = new Set([...versions, ...found].map((record) => record?.id));
    const refusalOf = (text: ComparedText): Error | null => {
      if ('versionId' in text) return seen.has(text.versionId) ? null : noSuch('version');
      return seen.has(text.revision.draftId) ? null : noSuch('draft');
    };
    return asked.map((compared) => refusalOf(compared.from) ?? refusalOf(compared.to) ?? compared);
  }

  /**
   * What makes each text `to` out of its text `from`, in their order. An error for each that there isn't: `NOT_FOUND` for a
   * text that the viewer may not read, and `INVALID_CONTENT` for one that is nested too deeply.
   */
  async function manyDifferences(
    viewer: MaybeViewer,
    asked: readonly ComparedTexts[],
  ): Promise<(TextDifference | Error)[]> {
    return unlessErrors(await authorised(viewer, asked), differencesOf);
  }

  return {
    differences: manyDifferences,

    /** As {@link manyDifferences}, of one. */
    async difference(viewer: MaybeViewer, compared: ComparedTexts): Promise<TextDifference> {
      const [difference = noSuch('text')] = await manyDifferences(viewer, [compared]);
      if (difference instanceof Error) throw difference;
      return difference;
    },
  };
}

/** The same for comparisons of the same texts. */
export function comparedKey({ from, to }: ComparedTexts): string {
  return `${keyOf(from)} ${keyOf(to)}`;
}

function keyOf(text: ComparedText): string {
  if ('versionId' in text) return text.versionId;
  const { draftId, sequence } = text.revision;
  return JSON.stringify([draftId, sequence, text.title]);
}

function noSuch(what: 'version' | 'draft' | 'text'): DomainError {
  return new DomainError('NOT_FOUND', `There is no such ${what}.`);
}

function sizeOf({ blocks }: TextDifference): number {
  let size = 1;
  for (const { parts } of blocks) for (const { text } of parts) size += partSize + text.length;
  return size;
}
