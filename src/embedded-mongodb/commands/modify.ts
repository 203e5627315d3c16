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
import type { Found } from '../engine/scan.ts';
import { commandError, CommandError } from '../errors.ts';
import { decode, encode } from '../query/codec.ts';
import { documentOf, fieldNames, hasField } from '../query/document.ts';
import { compileFilter } from '../query/filter.ts';
import type { CompiledUpdate } from '../query/update.ts';
import { MAX_DOCUMENT_BYTES } from '../wire/message.ts';
import type { CommandContext } from './command.ts';
import { collect, ensureCollection, findCollection, Turns, write } from './execution.ts';
import { checkId } from './insert.ts';
import { validatorOf } from './validation.ts';

/** Documents that one step of a multi-document write changes: between steps others get their turn. */
const STEP = 500;
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
  /** Called in the step that makes the change, to store its result with it. */
  record?: (target: WriteTarget, result: Modified) => void;
}

export interface Modified {
  matched: number;
  modified: number;
  upserted?: { id: unknown; document: Document };
  /** The last document that was changed or removed, before and after. */
  before?: Document;
  after?: Document;
}

/**
 * Finds documents and changes or removes them; inserts one when there is none and `upsert` is set.
 *
 * Documents are looked for without holding anybody up and then changed in steps that check again what they found:
 * when a single document was changed by someone else in between, it starts over.
 */
export async function modify(context: CommandContext, modification: Modification): Promise<Modified> {
  const { selection } = modification;
  const options = selection.let === undefined ? {} : { let: selection.let };
  const matches = compileFilter(selection.filter, options);
  const turns = new Turns(context);
  for (let upserts = 0; ;) {
    const collection = findCollection(context, modification.collectionName);
    const found =
      collection === undefined
        ? []
        : await collect(context, collection, {
            filter: selection.filter,
            matches,
            sort: selection.sort,
            hint: selection.hint,
            limit: selection.multi ? 0 : 1,
          });
    if (collection !== undefined && found.length > 0) {
      const result = await change(context, modification, { collection, found, matches });
      if (result !== undefined) return result;
    } else if (modification.upsert === true) {
      try {
        return await upsert(context, modification);
      } catch (error) {
        // Another upsert may have been first: then there is a document to update now.
        const lost = error instanceof CommandError && error.codeName === 'DuplicateKey';
        if (!lost || context.transaction !== undefined || ++upserts > MAX_UPSERT_RETRIES) throw error;
      }
    } else return { matched: 0, modified: 0 };
    await turns.pause();
  }
}

interface Candidates {
  collection: Collection;
  found: Found[];
  matches: (document: Document) => boolean;
}

/** Undefined when the one document to change has changed in the meantime. */
async function change(
  context: CommandContext,
  modification: Modification,
  candidates: Candidates,
): Promise<Modified | undefined> {
  const { found } = candidates;
  const result: Modified = { matched: 0, modified: 0 };
  let next = 0;
  while (next < found.length) {
    const end = Math.min(next + STEP, found.length);
    await write(context, (target) => {
      context.transaction?.use(candidates.collection);
      for (; next < end; next++) {
        changeOne(target, { modification, candidates, result, found: found[next]! });
      }
      if (result.matched > 0) modification.record?.(target, result);
    });
  }
  return result.matched === 0 && !modification.selection.multi ? undefined : result;
}

function changeOne(
  target: WriteTarget,
  one: { modification: Modification; candidates: Candidates; result: Modified; found: Found },
): void {
  const { modification, candidates, result, found } = one;
  const { collection, matches } = candidates;
  const { recordId } = found;
  if (collection.dropped) return;
  const stored = target.writer.get(recordKey(collection.ident, recordId));
  if (stored === undefined) return;
  const unchanged = stored.equals(found.bytes);
  const before = unchanged ? found.document : decode(stored);
  if (!unchanged && !matches(before)) return;
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

async function upsert(context: CommandContext, modification: Modification): Promise<Modified> {
  const update = modification.update!;
  const stored = upsertedDocument(update.forUpsert({ date: new Date() }));
  return write(context, (target) => {
    const collection = ensureCollection(context, target, modification.collectionName);
    context.transaction?.use(collection);
    if (modification.bypassValidation !== true) validatorOf(collection)?.(stored.document);
    insertRecord(target, collection, stored);
    const id: unknown = stored.document['_id'];
    const result: Modified = { matched: 0, modified: 0, upserted: { id, document: stored.document } };
    modification.record?.(target, result);
    return result;
  });
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
