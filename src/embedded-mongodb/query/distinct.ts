import type { Document } from 'bson';
import { MISSING, pathParts, walkPath } from './paths.ts';

/** The values `distinct` takes from a document: arrays at the end of the path give their elements, not themselves. */
export function distinctValues(document: Document, path: string): unknown[] {
  const values: unknown[] = [];
  walkPath(document, { parts: pathParts(path), unfoldLast: false }, (value) => {
    if (value === MISSING) return false;
    if (Array.isArray(value)) values.push(...(value as unknown[]));
    else values.push(value);
    return false;
  });
  return values;
}
