import { ObjectId, type Document } from 'bson';
import type { Collection } from '../engine/catalog.ts';
import { recordKey } from '../engine/layout.ts';
import {
  insertRecord,
  removeRecord,
  updateRecord,
  type StoredDocument,
  type WriteTarget,
} from '../engine/records.ts';
import { query, type Found, type Query } from '../engine/scan.ts';
import { PAUSE } from '../query/pause.ts';
import { commandError, CommandError, guarded } from '../errors.ts';
import { decode, encode } from '../query/codec.ts';
import { documentOf, fieldNames, hasField } from '../query/document.ts';
import { compileFilter } from '../query/filter.ts';
import type { CompiledUpdate } from '../query/update.ts';
import { MAX_DOCUMENT_BYTES } from '../wire/message.ts';
import type { CommandContext } from './command.ts';
import { collect, ensureCollection, findCollection } from './execution.ts';
import { checkId } from './insert.ts';
import { validatorOf } from './validation.ts';

/** How often an upsert that lost against another one looks again before it reports the duplicate key. */
const MAX_UPSERT_RETRIES = 3;

/** Which documents a write is about. */
export interface Selection {
  filter: Document;
  let?: Document | undefined;
  sort?: Document | undefined;
  hint?: unknown;
  multi: boolean;
}

export interface Modification {
  collectionName: string;
  selection: Selection;
  /** Missing: the documents are removed. */
  update?: CompiledUpdate;
  upsert?: boolean;
  bypassValidation?: boolean;
}

export interface Modified {
  matched: number;
  modified: number;
  upserted?: { id: unknown; document: Document };
  /** The last document that was changed or removed, before and after. */
  before?: Document;
  after?: Document;
}

/** How far a step came: to the end, not as far, or not even to the documents. */
export type Progress = 'done' | 'unfinished' | 'still looking';

/**
 * Finds documents and changes or removes them; inserts one when there is none and `upsert` is set. This is done in
 * steps, each of them atomic, in which it may stand beside other changes.
 *
 * A step looks for the documents itself. When that takes too long, they are looked for without holding anybody up, and
 * the step checks again what was found: a single document that was changed by someone else in between is looked for anew.
 */
export class DocumentChange {
  readonly result: Modified = { matched: 0, modified: 0 };
  private readonly context: CommandContext;
  private readonly modification: Modification;
  private readonly matches: (document: Document) => boolean;
  private candidates: Candidates | undefined;
  private next = 0;
  private lostUpserts = 0;

  /** Throws for a filter that isn't one. */
  constructor(context: CommandContext, modification: Modification) {
    this.context = context;
    this.modification = modification;
    const { filter, let: variables } = modification.selection;
    this.matches = compileFilter(filter, variables === undefined ? {} : { let: variables });
  }

  /** Something was changed, or found as it shall be: a repeated statement must not do it again. */
  get countsAsDone(): boolean {
    return this.result.matched > 0 || this.result.upserted !== undefined;
  }

  /** Does what it can before `until` (as performance.now() counts). What it did stays, also when it throws. */
  step(target: WriteTarget, until: number): Progress {
    const { multi } = this.modification.selection;
    if (this.candidates === undefined || (!multi && !this.candidates.foundApart)) {
      this.candidates = this.look(target, until);
      if (this.candidates === undefined) return 'still looking';
    }
    const { collection, found } = this.candidates;
    if (collection === undefined || found.length === 0) {
      return this.modification.upsert === true ? this.upsert(target) : 'done';
    }
    this.context.transaction?.use(collection);
    while (this.next < found.length) {
      this.changeOne(target, collection, found[this.next]!);
      this.next++;
      if (this.next < found.length && performance.now() >= until) return 'unfinished';
    }
    return this.result.matched === 0 && !multi ? this.lookAgain() : 'done';
  }

  /** Looks for the documents between steps, giving others their turn. */
  async lookApart(): Promise<void> {
    const collection = findCollection(this.context, this.modification.collectionName);
    const found = collection === undefined ? [] : await collect(this.context, collection, this.query());
    this.candidates = { collection, found, foundApart: true };
  }

  private look(target: WriteTarget, until: number): Candidates | undefined {
    const collection = findCollection(this.context, this.modification.collectionName);
    const found: Found[] = [];
    if (collection === undefined) return { collection, found, foundApart: false };
    const asOf = this.context.transaction?.startedAfter;
    return guarded('the query', () => {
      for (const item of query(target.writer, collection, { ...this.query(), asOf })) {
        if (item !== PAUSE) found.push(item);
        else if (performance.now() >= until) return undefined;
      }
      return { collection, found, foundApart: false };
    });
  }

  private query(): Query {
    const { filter, sort, hint, multi } = this.modification.selection;
    return { filter, matches: this.matches, sort, hint, limit: multi ? 0 : 1 };
  }

  private lookAgain(): Progress {
    this.candidates = undefined;
    this.next = 0;
    return 'still looking';
  }

  private changeOne(target: WriteTarget, collection: Collection, found: Found): void {
    const { modification, result } = this;
    const { recordId } = found;
    if (collection.dropped) return;
    const stored = target.writer.get(recordKey(collection.ident, recordId));
    if (stored === undefined) return;
    const unchanged = stored.equals(found.bytes);
    const before = unchanged ? found.document : decode(stored);
    if (!unchanged && !guarded('the query', () => this.matches(before))) return;
    if (modification.update === undefined) {
      removeRecord(target, collection, { recordId, document: before });
      result.matched++;
      result.before = before;
      return;
    }
    const after = modification.update.apply(before, { date: new Date() });
    if (after === before) {
      // Also what changes nothing conflicts with the open transaction that has changed it.
      target.writer.lock(recordKey(collection.ident, recordId));
    } else {
      const bytes = encodeChecked(after);
      if (modification.bypassValidation !== true) validatorOf(collection)?.(after, before);
      updateRecord(target, collection, { recordId, before, after: { document: after, bytes } });
      result.modified++;
    }
    result.matched++;
    result.before = before;
    result.after = after;
  }

  private upsert(target: WriteTarget): Progress {
    const { context, modification } = this;
    const stored = upsertedDocument(modification.update!.forUpsert({ date: new Date() }));
    const collection = ensureCollection(context, target, modification.collectionName);
    context.transaction?.use(collection);
    if (modification.bypassValidation !== true) validatorOf(collection)?.(stored.document);
    try {
      insertRecord(target, collection, stored);
    } catch (error) {
      // Another upsert may have been first since nothing was found: then there is a document to update now.
      const duplicate = error instanceof CommandError && error.codeName === 'DuplicateKey';
      const lost = duplicate && this.candidates?.foundApart === true && context.transaction === undefined;
      if (!lost || ++this.lostUpserts > MAX_UPSERT_RETRIES) throw error;
      return this.lookAgain();
    }
    this.result.upserted = { id: stored.document['_id'] as unknown, document: stored.document };
    return 'done';
  }
}

interface Candidates {
  collection: Collection | undefined;
  found: Found[];
  /** Not by the step that changes them. */
  foundApart: boolean;
}

/** The document that an upsert inserts, with its _id in the first place. */
function upsertedDocument(made: Document): StoredDocument {
  const names = fieldNames(made).filter((name) => name !== '_id');
  const document = documentOf([
    ['_id', hasField(made, '_id') ? (made['_id'] as unknown) : new ObjectId()],
    ...names.map((name): [string, unknown] => [name, made[name]]),
  ]);
  checkId(document['_id']);
  return { document, bytes: encodeChecked(document) };
}

function encodeChecked(document: Document): Buffer {
  let bytes: Buffer;
  try {
    bytes = encode(document);
  } catch (error) {
    throw commandError('InternalError', `the document can't be stored: ${(error as Error).message}`);
  }
  if (bytes.length > MAX_DOCUMENT_BYTES) {
    throw commandError(17419, `Resulting document after update is larger than ${MAX_DOCUMENT_BYTES}`);
  }
  return bytes;
}
