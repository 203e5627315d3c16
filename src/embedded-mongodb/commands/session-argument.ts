import { Binary, Long, type Document } from 'bson';
import { isDocument } from '../engine/index-keys.ts';
import { commandError } from '../errors.ts';
import { typeName, wrongType } from './arguments.ts';

/** What a command says about its session and transaction (OperationSessionInfo). */
export interface SessionArguments {
  sessionId: string | undefined;
  txnNumber: number | undefined;
  /** `autocommit: false`: the command is part of a multi-document transaction. */
  inTransaction: boolean;
  startTransaction: boolean;
}

/** Reads lsid, txnNumber, autocommit and startTransaction. Throws as MongoDB's initializeOperationSessionInfo. */
export function readSessionArguments(body: Document): SessionArguments {
  const { lsid, txnNumber, autocommit, startTransaction } = body as Record<string, unknown>;
  if (lsid !== undefined && !isDocument(lsid)) throw wrongType('OperationSessionInfo.lsid', lsid, 'object');
  const number = transactionNumber(txnNumber);
  if (number !== undefined && lsid === undefined) {
    throw commandError('InvalidOptions', 'Transaction number requires a session ID to also be specified');
  }
  if (autocommit !== undefined) {
    if (typeof autocommit !== 'boolean')
      throw wrongType('OperationSessionInfo.autocommit', autocommit, 'bool');
    if (number === undefined) {
      throw commandError(
        'InvalidOptions',
        "'autocommit' field requires a transaction number to also be specified",
      );
    }
    if (autocommit) throw commandError('InvalidOptions', 'Specifying autocommit=true is not allowed.');
  }
  if (startTransaction !== undefined) {
    if (startTransaction !== true) {
      throw commandError('InvalidOptions', 'Specifying startTransaction=false is not allowed.');
    }
    if (autocommit === undefined) {
      throw commandError(
        'InvalidOptions',
        "'startTransaction' field requires 'autocommit' field to also be specified",
      );
    }
  }
  return {
    sessionId: lsid === undefined ? undefined : sessionId(lsid),
    txnNumber: number,
    inTransaction: autocommit === false,
    startTransaction: startTransaction === true,
  };
}

function transactionNumber(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const long = typeof value === 'bigint' ? Long.fromBigInt(value) : value;
  if (!(long instanceof Long)) throw wrongType('OperationSessionInfo.txnNumber', value, 'long');
  if (long.isNegative()) throw commandError('InvalidOptions', 'Transaction number cannot be negative');
  return long.toNumber();
}

/** The text of a session id: its UUID in hexadecimal. Throws TypeMismatch. */
export function sessionId(lsid: Document): string {
  const id: unknown = lsid['id'];
  if (!(id instanceof Binary)) {
    throw commandError(
      'TypeMismatch',
      `BSON field 'lsid.id' is the wrong type '${typeName(id)}', expected type 'binData'`,
    );
  }
  if (id.sub_type !== Binary.SUBTYPE_UUID || id.length() !== 16) {
    throw commandError('InvalidUUID', 'uuid must be a 16-byte binary field with UUID (4) subtype');
  }
  return Buffer.from(id.value()).toString('hex');
}
