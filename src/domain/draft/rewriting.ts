import type * as Y from 'yjs';
import { beforeOtherChange } from '../../activity/commit-hooks.ts';
import type { Transact } from '../../activity/unit-of-work.ts';
import { requireViewer } from '../../auth/verdict.ts';
import type { MaybeViewer, Viewer } from '../../auth/viewer.ts';
import {
  fromMarkdown,
  joinContent,
  readContent,
  readFields,
  withKeptIds,
  writeContent,
} from '../../content/index.ts';
import { DomainError } from '../../errors.ts';
import { requiredText } from '../../text.ts';
import type { TextMaker } from './draft-texts.ts';
import { draftRewritten, type DraftRewrittenPayload } from './events.ts';
import { updatesOf } from './loaded-log.ts';
import type { LogReader } from './log-reader.ts';
import type { DraftRecord } from './types.ts';

/** Where imported text goes. */
export type ImportMode = 'APPEND' | 'REPLACE';

/** Characters (code points) of an imported text, at most: what a request can carry, at four bytes each. */
const importLimit = 200_000;

export interface RewritingDependencies {
  readonly find: (viewer: MaybeViewer, draftId: string) => Promise<DraftRecord>;
  /**
   * Authorises, changes the content as one entry of the log, and resolves once that is stored, with a position that has
   * it; null when there was nothing to change.
   */
  readonly edit: (viewer: Viewer, draftId: string, change: (doc: Y.Doc) => void) => Promise<number | null>;
  readonly transact: Transact;
  readonly reader: LogReader;
  readonly texts: Pick<TextMaker, 'text'>;
  readonly newBlockId: () => string;
}

interface Rewriting extends Pick<DraftRewrittenPayload, 'restoredSequence'> {
  readonly kind: DraftRewrittenPayload['change'];
  readonly change: (doc: Y.Doc) => void;
}

/** Changes that the server itself makes to a text for a member: forward changes, written by that member. */
export function createRewriting(dependencies: RewritingDependencies) {
  const { find, edit, transact, reader, texts, newBlockId } = dependencies;

  /** Changes the draft and tells it (SPEC.md, CO-37). Returns the draft as it is then. */
  async function rewrite(
    editor: Viewer,
    draftId: string,
    { kind, restoredSequence, change }: Rewriting,
  ): Promise<{ draft: DraftRecord }> {
    await beforeOtherChange();
    const sequence = await edit(editor, draftId, change);
    const draft = await find(editor, draftId);
    if (sequence !== null) {
      const told = { change: kind, sequence, restoredSequence };
      await transact((tx) => Promise.resolve(tx.emit(draftRewritten(draft, told, editor.memberId))));
    }
    return { draft };
  }

  return {
    /**
     * Makes content and fields what they were when the log had `sequence` entries (SPEC.md, CO-35). Returns the draft as
     * it is then. Throws `NOT_FOUND`, `FORBIDDEN`, `FROZEN`, or `INVALID_INPUT` when the log isn't that long.
     */
    async restore(
      viewer: MaybeViewer,
      { draftId, sequence }: { readonly draftId: string; readonly sequence: number },
    ): Promise<{ draft: DraftRecord }> {
      const editor = requireViewer(viewer);
      const { headSequence } = await find(editor, draftId);
      if (sequence < 0 || sequence > headSequence)
        throw new DomainError('INVALID_INPUT', `sequence must be from 0 to ${headSequence}.`, ['sequence']);
      const loaded = await reader.load(draftId, { upTo: sequence });
      if (loaded === null) throw new DomainError('NOT_FOUND', 'There is no such draft.');
      const { content, fields } = await texts.text(updatesOf(loaded));
      return rewrite(editor, draftId, {
        kind: 'RESTORED',
        restoredSequence: sequence,
        change: (doc) => {
          const removed = Object.keys(readFields(doc)).map((key): [string, null] => [key, null]);
          writeContent(doc, { content, fields: { ...Object.fromEntries(removed), ...fields } });
        },
      });
    },

    /**
     * Reads Markdown into the draft (SPEC.md, CO-36): behind its text, or in its place. Returns the draft as it is then.
     * Throws `NOT_FOUND`, `FORBIDDEN`, `FROZEN`, or `INVALID_INPUT` for a text that is empty, too long or has control
     * characters.
     */
    async importMarkdown(
      viewer: MaybeViewer,
      input: { readonly draftId: string; readonly markdown: string; readonly mode: ImportMode },
    ): Promise<{ draft: DraftRecord }> {
      const editor = requireViewer(viewer);
      const markdown = requiredText(input.markdown, 'markdown', { max: importLimit, multiline: true });
      const imported = fromMarkdown(markdown, newBlockId);
      return rewrite(editor, input.draftId, {
        kind: 'IMPORTED',
        restoredSequence: null,
        change: (doc) => {
          const present = readContent(doc);
          writeContent(doc, {
            content:
              input.mode === 'APPEND' ? joinContent(present, imported) : withKeptIds(imported, present),
          });
        },
      });
    },
  };
}
