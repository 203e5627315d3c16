import type { Document } from 'bson';
import type { ConnectionAccess } from '../access/connection-access.ts';
import type { Engine } from '../engine/engine.ts';
import { isDocument } from '../engine/index-keys.ts';
import type { Session } from '../engine/sessions.ts';
import type { Transaction } from '../engine/transaction.ts';
import { commandError, CommandError } from '../errors.ts';
import { decode } from '../query/codec.ts';
import type { RequestMessage } from '../wire/message.ts';
import { aggregateCommands } from './aggregate.ts';
import { authenticationCommands } from './authentication.ts';
import { checkDatabaseName, numberOf, refuseUnknown, unknownField } from './arguments.ts';
import { collectionCommands } from './collections.ts';
import type { CommandContext, CommandSpecification, CommandTable, CursorReply, Reply } from './command.ts';
import { countCommands } from './count.ts';
import { deleteCommands } from './delete.ts';
import { waitFor } from './execution.ts';
import { explainCommands } from './explain.ts';
import { findAndModifyCommands } from './find-and-modify.ts';
import { findCommands } from './find.ts';
import { indexCommands } from './indexes.ts';
import { insertCommands } from './insert.ts';
import { readSessionArguments, type SessionArguments } from './session-argument.ts';
import { sessionCommands } from './sessions.ts';
import { statusCommands } from './server-status.ts';
import { updateCommands } from './update.ts';
import { readWriteConcern } from './write-concern.ts';

const TABLE: CommandTable = {
  ...statusCommands,
  ...explainCommands,
  ...authenticationCommands,
  ...sessionCommands,
  ...findCommands,
  ...countCommands,
  ...aggregateCommands,
  ...insertCommands,
  ...updateCommands,
  ...deleteCommands,
  ...findAndModifyCommands,
  ...collectionCommands,
  ...indexCommands,
  listCommands: {
    run: () => ({
      commands: Object.fromEntries(Object.keys(TABLE).map((name) => [name, { help: '', adminOnly: false }])),
    }),
  },
};

const COMMANDS = new Map<string, { name: string; specification: CommandSpecification }>();
for (const [name, specification] of Object.entries(TABLE)) {
  for (const alias of [name, ...(specification.aliases ?? [])]) COMMANDS.set(alias, { name, specification });
}

const READ_CONCERNS = new Set(['local', 'majority', 'available', 'linearizable', 'snapshot']);

/** Sessions belong to users: who hasn't signed in has none, and leaves nothing behind in the server. */
const NO_SESSION: SessionArguments = {
  sessionId: undefined,
  txnNumber: undefined,
  inTransaction: false,
  startTransaction: false,
};

export interface Client {
  readonly id: number;
  readonly peer: string;
  readonly access: ConnectionAccess;
  /** Aborted when the connection is closed. */
  readonly gone: AbortSignal;
}

/** Carries out one request. Never throws: what goes wrong is in the reply. */
export async function dispatch(
  engine: Engine,
  client: Client,
  message: RequestMessage,
): Promise<Document | CursorReply> {
  let inTransaction = false;
  try {
    const body = decode(message.body);
    const [given] = Object.keys(body);
    const command = given === undefined ? undefined : COMMANDS.get(given);
    if (command === undefined) throw commandError('CommandNotFound', `no such command: '${given ?? ''}'`);
    const { name, specification } = command;
    const signedIn = client.access.authorized;
    if (!signedIn && specification.beforeSignIn !== true) {
      throw commandError('Unauthorized', `command ${name} requires authentication`);
    }
    const database = databaseOf(message, body, specification);
    if (specification.adminOnly === true && database !== 'admin') {
      throw commandError('Unauthorized', `${name} may only be run against the admin database.`);
    }
    const session = signedIn ? readSessionArguments(body) : NO_SESSION;
    inTransaction = session.inTransaction;
    const concern = readWriteConcern(body);
    if (body['writeConcern'] !== undefined && specification.writes !== true) {
      throw commandError('InvalidOptions', 'Command does not support writeConcern');
    }
    checkReadConcern(body, session);
    checkTransactionUse(name, specification, session);
    const reply = await run({ engine, client, message, body, name, specification, database, session });
    if (concern.unsatisfiable) return { ...reply, ...unsatisfiable(), ok: 1 };
    return 'batch' in reply ? reply : { ...reply, ok: 1 };
  } catch (error) {
    return errorReply(error, inTransaction);
  }
}

/** Where users of other services would be: a client that signs in with another mechanism names it. */
const EXTERNAL = '$external';

function databaseOf(message: RequestMessage, body: Document, specification: CommandSpecification): string {
  const database: unknown = message.legacyDatabase ?? body['$db'];
  if (typeof database !== 'string')
    throw commandError(40414, "BSON field 'OpMsg.$db' is missing but a required field");
  if (database !== EXTERNAL || specification.beforeSignIn !== true) checkDatabaseName(database);
  return database;
}

interface Request {
  engine: Engine;
  client: Client;
  message: RequestMessage;
  body: Document;
  name: string;
  specification: CommandSpecification;
  database: string;
  session: SessionArguments;
}

/** Commands with a transaction number are carried out one after the other on their session, as MongoDB does it. */
async function run(request: Request): Promise<Reply> {
  const { engine, client, body } = request;
  const { sessionId, txnNumber } = request.session;
  const session = sessionId === undefined ? undefined : engine.sessions.get(sessionId);
  const deadline = deadlineOf(body);
  if (session === undefined || txnNumber === undefined) return carryOut(request, session, deadline);
  while (session.busy !== undefined) await waitFor(session.busy, { gone: client.gone, deadline });
  const giveBack = session.checkOut();
  try {
    return await carryOut(request, session, deadline);
  } finally {
    giveBack();
  }
}

async function carryOut(
  request: Request,
  session: Session | undefined,
  deadline: number | undefined,
): Promise<Reply> {
  const { engine, client, message, body, name, specification, database } = request;
  const { txnNumber, inTransaction } = request.session;
  const ends = name === 'commitTransaction' || name === 'abortTransaction';
  let transaction: Transaction | undefined;
  if (session !== undefined && txnNumber !== undefined && !ends) {
    if (inTransaction) transaction = join(engine, session, request.session);
    else engine.sessions.beginRetryable(session, txnNumber);
  }
  const context: CommandContext = {
    engine,
    connection: client,
    name,
    database,
    body,
    message,
    session,
    txnNumber,
    transaction,
    deadline,
    gone: client.gone,
  };
  try {
    const { fields } = specification;
    if (fields !== undefined) {
      const refuse = specification.unknownField ?? ((field: string) => unknownField(`${name}.${field}`));
      refuseUnknown(body, new Set(fields), refuse);
    }
    const reply = await specification.run(context);
    if (transaction !== undefined && 'writeErrors' in reply) engine.sessions.abandon(session!);
    return reply;
  } catch (error) {
    // Whatever fails in a transaction ends it.
    if (session !== undefined && inTransaction && (transaction !== undefined || endsUnread(name, error))) {
      engine.sessions.abandon(session);
    }
    throw error;
  }
}

/** A commit or abort that wasn't understood ends the transaction too. */
function endsUnread(name: string, error: unknown): boolean {
  return (
    (name === 'commitTransaction' || name === 'abortTransaction') &&
    error instanceof CommandError &&
    error.code === 40415
  );
}

function join(engine: Engine, session: Session, given: SessionArguments): Transaction {
  const txnNumber = given.txnNumber!;
  return given.startTransaction
    ? engine.sessions.start(session, txnNumber)
    : engine.sessions.resume(session, txnNumber);
}

function deadlineOf(body: Document): number | undefined {
  const given: unknown = body['maxTimeMS'];
  if (given === undefined) return undefined;
  const milliseconds = numberOf(given);
  if (milliseconds === undefined) throw commandError('BadValue', 'maxTimeMS must be a number');
  if (milliseconds < 0 || milliseconds > 0x7fffffff)
    throw commandError('BadValue', 'maxTimeMS is out of range');
  if (!Number.isInteger(milliseconds)) throw commandError('BadValue', 'maxTimeMS has non-integral value');
  return milliseconds === 0 ? undefined : Date.now() + milliseconds;
}

function checkReadConcern(body: Document, session: SessionArguments): void {
  const given: unknown = body['readConcern'];
  if (given === undefined) return;
  if (!isDocument(given))
    throw commandError('TypeMismatch', '"readConcern" had the wrong type. Expected object');
  const { level, ...rest } = given as Record<string, unknown>;
  for (const option of Object.keys(rest)) {
    if (option !== 'afterClusterTime' && option !== 'provenance') {
      throw commandError('InvalidOptions', `Unrecognized option in readConcern: ${option}`);
    }
  }
  if (session.inTransaction && !session.startTransaction && Object.keys(given).length > 0) {
    throw commandError('InvalidOptions', 'Only the first command in a transaction may specify a readConcern');
  }
  if (level === undefined) return;
  if (typeof level !== 'string' || !READ_CONCERNS.has(level)) {
    throw commandError(
      'FailedToParse',
      "readConcern.level must be either 'local', 'majority', 'linearizable', 'available', or 'snapshot'",
    );
  }
  if (session.inTransaction && (level === 'available' || level === 'linearizable')) {
    throw commandError('InvalidOptions', `readConcern level ${level} is not allowed in a transaction`);
  }
  if (level === 'snapshot' && !session.inTransaction) {
    throw commandError('InvalidOptions', 'read concern level snapshot is only valid in a transaction');
  }
}

function checkTransactionUse(
  name: string,
  specification: CommandSpecification,
  session: SessionArguments,
): void {
  if (session.inTransaction) {
    if (specification.inTransaction !== true) {
      throw commandError(
        'OperationNotSupportedInTransaction',
        name === 'count'
          ? "Cannot run 'count' in a multi-document transaction. Please see http://dochub.mongodb.org/core/transaction-count for a recommended alternative."
          : `Cannot run '${name}' in a multi-document transaction.`,
      );
    }
  } else if (session.txnNumber !== undefined && specification.retryable !== true) {
    throw commandError(
      50768,
      'txnNumber may only be provided for multi-document transactions and retryable write commands. ' +
        `autocommit:false was not provided, and ${name} is not a retryable write command.`,
    );
  }
}

function unsatisfiable(): Document {
  return {
    writeConcernError: {
      code: 100,
      codeName: 'UnsatisfiableWriteConcern',
      errmsg: 'Not enough data-bearing nodes',
    },
  };
}

const TRANSIENT = new Set(['WriteConflict', 'NoSuchTransaction', 'LockTimeout', 'InterruptedAtShutdown']);

function errorReply(error: unknown, inTransaction: boolean): Document {
  const known =
    error instanceof CommandError
      ? error
      : commandError(
          'InternalError',
          error instanceof Error ? `${error.name}: ${error.message}` : String(error),
        );
  const labels: string[] = [];
  if (inTransaction && TRANSIENT.has(known.codeName)) labels.push('TransientTransactionError');
  if (!inTransaction && known.codeName === 'InterruptedAtShutdown') labels.push('RetryableWriteError');
  return {
    ok: 0,
    ...(labels.length === 0 ? {} : { errorLabels: labels }),
    errmsg: known.message,
    code: known.code,
    codeName: known.codeName,
    ...known.extra,
  };
}
