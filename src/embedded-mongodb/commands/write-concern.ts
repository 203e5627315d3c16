import type { Document } from 'bson';
import { isDocument } from '../engine/index-keys.ts';
import { commandError } from '../errors.ts';
import { numberOf, typeName } from './arguments.ts';

/** What a client wants to be sure of before it is answered, apart from what holds for every write: that it is on disk. */
export interface WriteConcern {
  /** More members than there are: the write is done, and the reply carries a write concern error. */
  unsatisfiable: boolean;
}

const MAX_MEMBERS = 50;
const FIELDS = new Set([
  'w',
  'j',
  'wtimeout',
  'fsync',
  'provenance',
  'wElectionId',
  'wOpTime',
  'getLastError',
]);

/** Reads `writeConcern`. Throws as MongoDB's WriteConcernOptions::parse does. */
export function readWriteConcern(body: Document): WriteConcern {
  const value: unknown = body['writeConcern'];
  if (value === undefined) return { unsatisfiable: false };
  if (!isDocument(value)) {
    throw commandError(
      'TypeMismatch',
      `"writeConcern" had the wrong type. Expected object, found ${typeName(value)}`,
    );
  }
  for (const name of Object.keys(value)) {
    if (!FIELDS.has(name)) throw commandError('FailedToParse', `unrecognized write concern field: ${name}`);
  }
  const w: unknown = value['w'];
  if (w === undefined || w === null) return { unsatisfiable: false };
  if (w === 'majority') return { unsatisfiable: false };
  if (typeof w === 'string') {
    throw commandError(
      'UnknownReplWriteConcern',
      `No write concern mode named '${w}' found in replica set configuration`,
    );
  }
  const members = numberOf(w);
  if (members === undefined) throw commandError('FailedToParse', 'w has to be a number or string');
  if (members < 0 || members > MAX_MEMBERS) {
    throw commandError(
      'FailedToParse',
      `w has to be a non-negative number and not greater than ${MAX_MEMBERS}`,
    );
  }
  return { unsatisfiable: members > 1 };
}
