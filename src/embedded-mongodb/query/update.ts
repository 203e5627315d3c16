import type { Document } from 'bson';
import { deserialize, serialize } from 'bson';
import { updateOne } from 'mingo';
import { encodeValue } from '../engine/key-encoding.ts';

export interface CompiledUpdate {
  isReplacement: boolean;
  apply(document: Document, now: { date: Date }): Document;
  forUpsert(now: { date: Date }): Document;
}

export function compileUpdate(
  update: Document | Document[],
  options: { filter: Document; arrayFilters?: Document[]; let?: Document },
): CompiledUpdate {
  const isReplacement = !Array.isArray(update) && !Object.keys(update).some((name) => name.startsWith('$'));
  const apply = (document: Document, specification: Document | Document[]): Document => {
    if (isReplacement) {
      const { _id, ...rest } = specification as Document;
      return { _id: (document['_id'] ?? _id) as unknown, ...rest };
    }
    const copy = deserialize(serialize(document), { promoteLongs: false, bsonRegExp: true });
    updateOne([copy], {}, specification as Record<string, never>, {
      ...(options.arrayFilters === undefined ? {} : { arrayFilters: options.arrayFilters }),
    });
    return encodeValue(copy).equals(encodeValue(document)) ? document : copy;
  };
  return {
    isReplacement,
    apply: (document) => {
      if (Array.isArray(update)) return apply(document, update);
      const existing: Document = { ...update };
      delete existing['$setOnInsert'];
      return apply(document, existing);
    },
    forUpsert: () => {
      const start: Document = {};
      if (!isReplacement) {
        const filter: Record<string, unknown> = options.filter;
        for (const [name, value] of Object.entries(filter)) {
          const plain =
            value === null || typeof value !== 'object' || !Object.keys(value)[0]?.startsWith('$');
          if (!name.startsWith('$') && plain) start[name] = value;
        }
      } else if (Object.hasOwn(options.filter, '_id')) start['_id'] = options.filter['_id'] as unknown;
      if (Array.isArray(update)) return apply(start, update);
      const { $setOnInsert, ...rest } = update as { $setOnInsert?: Document };
      if (isReplacement) return apply(start, update);
      return apply(start, {
        ...rest,
        $set: { ...((rest as Document)['$set'] as Document), ...$setOnInsert },
      });
    },
  };
}
