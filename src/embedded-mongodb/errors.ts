/** Names and numbers of the MongoDB 4.4 error codes that this server answers with (src/mongo/base/error_codes.yml). */
export const ERROR_CODES = {
  InternalError: 1,
  BadValue: 2,
  NoSuchKey: 4,
  HostUnreachable: 6,
  FailedToParse: 9,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  ProtocolError: 17,
  AuthenticationFailed: 18,
  IllegalOperation: 20,
  InvalidBSON: 22,
  LockTimeout: 24,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  CannotBackfillArray: 34,
  CannotCreateIndex: 67,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  CommandNotFound: 59,
  WriteConcernFailed: 64,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexAlreadyExists: 68,
  NoReplicationEnabled: 76,
  UnknownReplWriteConcern: 79,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  UnsatisfiableWriteConcern: 100,
  WriteConflict: 112,
  CommandNotSupported: 115,
  DocumentValidationFailure: 121,
  CommandNotSupportedOnView: 166,
  CannotIndexParallelArrays: 171,
  InvalidIndexSpecificationOption: 197,
  NoSuchSession: 206,
  TransactionTooOld: 225,
  CursorInUse: 12051,
  NoSuchTransaction: 251,
  TransactionCommitted: 256,
  OperationNotSupportedInTransaction: 263,
  TransactionTooLarge: 257,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  InterruptedAtShutdown: 11600,
  Interrupted: 11601,
  QueryExceededMemoryLimitNoDiskUseAllowed: 292,
  ConversionFailure: 241,
  InvalidUUID: 207,
  NotSingleValueField: 54,
  QueryFeatureNotAllowed: 224,
  InvalidPipelineOperator: 168,
  EmptyFieldName: 56,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  ImmutableField: 66,
  OperationFailed: 96,
  CursorKilled: 237,
  QueryPlanKilled: 175,
  ConflictingOperationInProgress: 117,
  NotImplemented: 238,
  ExceededTimeLimit: 262,
  MechanismUnavailable: 334,
  OutOfDiskSpace: 14031,
} as const;

export type ErrorCodeName = keyof typeof ERROR_CODES;

/** A command's failure as MongoDB reports it: number, name and the fields that go with it. */
export class CommandError extends Error {
  override name = 'CommandError';
  readonly code: number;
  readonly codeName: string;
  /** Further fields of the reply: errorLabels, keyPattern, keyValue. */
  readonly extra: Record<string, unknown> | undefined;

  /** `code` is a name, or the number of an assertion that has none (it is then called `Location<number>`). */
  constructor(code: ErrorCodeName | number, message: string, extra?: Record<string, unknown>) {
    super(message);
    this.code = typeof code === 'number' ? code : ERROR_CODES[code];
    this.codeName = typeof code === 'number' ? `Location${code}` : code;
    this.extra = extra;
  }
}

/** The error that a client sees as `code`/`codeName`; `extra` holds further reply fields (errorLabels, keyPattern, keyValue). */
export function commandError(
  code: ErrorCodeName | number,
  message: string,
  extra?: Record<string, unknown>,
): CommandError {
  return new CommandError(code, message, extra);
}

/** A write that met another transaction's write: the client runs its transaction again. */
export function writeConflict(): CommandError {
  return commandError(
    'WriteConflict',
    'WriteConflict error: this operation conflicted with another operation. ' +
      'Please retry your operation or multi-document transaction.',
  );
}

/**
 * Runs what evaluates a client's query or update. What isn't foreseen in it fails one command: an error of another
 * class would undo the writes that are committed together with it.
 */
export function guarded<T>(what: string, evaluate: () => T): T {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw commandError('InternalError', `${what} failed: ${(error as Error).message}`);
  }
}
