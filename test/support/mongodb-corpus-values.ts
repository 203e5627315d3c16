import { mongo } from 'mongoose';

/** Values of the recorded corpus: canonical Extended JSON v2 with the corpus' tokens. Port of its `replay.mjs`. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = Record<string, Json>;

/** What one run of a case knows: its database, and what stands for the tokens. */
export interface CaseValues {
  database: string;
  cursors: Map<string, mongo.Long>;
  objectIds: Map<string, string>;
  /** Ids and times that the case itself names: these aren't the server's. */
  known: Set<string>;
  sessionId(name: string): unknown;
}

/** How far a value of the server's clock may be from now. */
const RECENT = 15 * 60_000;

export function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function hasOnly(value: JsonObject, ...names: string[]): boolean {
  const keys = Object.keys(value);
  return keys.length === names.length && keys.every((key) => names.includes(key));
}

function doubleText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Object.is(value, -0)) return '-0.0';
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return value.toFixed(1);
  return String(value);
}

/** A BSON value of the driver as JSON. */
export function toJson(value: unknown): Json {
  if (value === undefined) return { $undefined: true };
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    const isInt = value === (value | 0) && !Object.is(value, -0);
    return isInt ? { $numberInt: String(value) } : { $numberDouble: doubleText(value) };
  }
  if (typeof value === 'bigint') return { $numberLong: String(value) };
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Date) return { $date: { $numberLong: String(value.getTime()) } };
  return bsonToJson(value) ?? fieldsToJson(value);
}

function fieldsToJson(value: object): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toJson(inner)]));
}

function bsonToJson(value: object): Json | undefined {
  if (value instanceof mongo.ObjectId) return { $oid: value.toHexString() };
  if (value instanceof mongo.Int32) return { $numberInt: String(value.value) };
  if (value instanceof mongo.Double) return { $numberDouble: doubleText(value.value) };
  if (value instanceof mongo.Timestamp) {
    return { $timestamp: { t: value.getHighBitsUnsigned(), i: value.getLowBitsUnsigned() } };
  }
  if (value instanceof mongo.Long) return { $numberLong: value.toString() };
  if (value instanceof mongo.Decimal128) return { $numberDecimal: value.toString() };
  if (value instanceof mongo.Binary) {
    const subType = value.sub_type.toString(16).padStart(2, '0');
    return { $binary: { base64: Buffer.from(value.value()).toString('base64'), subType } };
  }
  if (value instanceof mongo.BSONRegExp) {
    return { $regularExpression: { pattern: value.pattern, options: value.options } };
  }
  if (value instanceof mongo.MinKey) return { $minKey: 1 };
  if (value instanceof mongo.MaxKey) return { $maxKey: 1 };
  if (value instanceof mongo.BSONSymbol) return { $symbol: value.value };
  if (value instanceof mongo.Code) {
    return value.scope ? { $code: value.code, $scope: toJson(value.scope) } : { $code: value.code };
  }
  if (value instanceof mongo.DBRef) {
    return {
      $ref: value.collection,
      $id: toJson(value.oid),
      ...(value.db === undefined || value.db === '' ? {} : { $db: value.db }),
      ...fieldsToJson(value.fields),
    };
  }
  return undefined;
}

/** JSON of the corpus as values for the driver. Only the exact wrappers are types. */
export function fromJson(json: Json, values: CaseValues): unknown {
  if (typeof json === 'string') return json.split('$DB').join(values.database);
  if (Array.isArray(json)) return json.map((inner) => fromJson(inner, values));
  if (!isObject(json)) return json;
  const [name, second] = Object.keys(json);
  if (name !== undefined && second === undefined) {
    const scalar = scalarFromJson(name, json[name]!, values);
    if (scalar !== undefined) return scalar;
  }
  if (name === '$code' && second === '$scope' && hasOnly(json, '$code', '$scope')) {
    return new mongo.Code(json['$code'] as string, fromJson(json['$scope']!, values) as mongo.Document);
  }
  return Object.fromEntries(Object.entries(json).map(([key, inner]) => [key, fromJson(inner, values)]));
}

function scalarFromJson(name: string, value: Json, values: CaseValues): unknown {
  if (typeof value === 'string') {
    switch (name) {
      case '$oid':
        return new mongo.ObjectId(value);
      case '$numberInt':
        return new mongo.Int32(Number(value));
      case '$numberLong':
        return mongo.Long.fromString(value);
      case '$numberDouble':
        return new mongo.Double(value === '-0.0' ? -0 : Number(value));
      case '$numberDecimal':
        return mongo.Decimal128.fromString(value);
      case '$symbol':
        return new mongo.BSONSymbol(value);
      case '$code':
        return new mongo.Code(value);
      case '$cursor':
        return values.cursors.get(value) ?? mongo.Long.fromNumber(1);
      case '$lsid':
        return values.sessionId(value);
      default:
        return undefined;
    }
  }
  if (value === 1 && name === '$minKey') return new mongo.MinKey();
  if (value === 1 && name === '$maxKey') return new mongo.MaxKey();
  if (typeof value === 'number') return name === '$pad' ? 'x'.repeat(value) : undefined;
  return isObject(value) ? nestedFromJson(name, value) : undefined;
}

function nestedFromJson(name: string, value: JsonObject): unknown {
  if (name === '$date' && hasOnly(value, '$numberLong')) return new Date(Number(value['$numberLong']));
  if (name === '$timestamp' && hasOnly(value, 't', 'i')) {
    return new mongo.Timestamp({ t: value['t'] as number, i: value['i'] as number });
  }
  if (name === '$binary' && hasOnly(value, 'base64', 'subType')) {
    return new mongo.Binary(
      Buffer.from(value['base64'] as string, 'base64'),
      parseInt(value['subType'] as string, 16),
    );
  }
  if (name === '$regularExpression' && hasOnly(value, 'pattern', 'options')) {
    return new mongo.BSONRegExp(value['pattern'] as string, value['options'] as string);
  }
  return undefined;
}

/** Remembers the ids and times that a case names. */
export function collectKnown(json: Json | undefined, known: Set<string>): void {
  if (Array.isArray(json)) for (const inner of json) collectKnown(inner, known);
  else if (isObject(json)) {
    const key = momentKey(json);
    if (key !== undefined) known.add(key);
    else for (const inner of Object.values(json)) collectKnown(inner, known);
  }
}

function momentKey(json: JsonObject): string | undefined {
  if (typeof json['$oid'] === 'string') return `o${json['$oid']}`;
  const { $date: date, $timestamp: timestamp } = json;
  if (isObject(date) && hasOnly(json, '$date')) return `d${date['$numberLong'] as string}`;
  if (isObject(timestamp) && hasOnly(json, '$timestamp'))
    return `t${timestamp['t'] as number}/${timestamp['i'] as number}`;
  return undefined;
}

/** Puts tokens for what the server made: the database's name, ids, the time. */
export function withTokens(json: Json, values: CaseValues): Json {
  if (typeof json === 'string') {
    if (json.length > 100_000 && /^x+$/.test(json)) return { $pad: json.length };
    return json.split(values.database).join('$DB');
  }
  if (Array.isArray(json)) return json.map((inner) => withTokens(inner, values));
  if (!isObject(json)) return json;
  const key = momentKey(json);
  if (key !== undefined) return values.known.has(key) ? json : madeByServer(json, values);
  return Object.fromEntries(Object.entries(json).map(([name, inner]) => [name, withTokens(inner, values)]));
}

function madeByServer(json: JsonObject, values: CaseValues): Json {
  const isRecent = (milliseconds: number): boolean => Math.abs(milliseconds - Date.now()) < RECENT;
  const { $oid: id, $date: date, $timestamp: timestamp } = json;
  if (typeof id === 'string') {
    if (!isRecent(parseInt(id.slice(0, 8), 16) * 1000)) return json;
    let token = values.objectIds.get(id);
    if (token === undefined) values.objectIds.set(id, (token = `generated-${values.objectIds.size + 1}`));
    return { $oid: token };
  }
  if (isObject(date)) return isRecent(Number(date['$numberLong'])) ? { $date: 'now' } : json;
  return isObject(timestamp) && isRecent(Number(timestamp['t']) * 1000) ? { $timestamp: 'now' } : json;
}
