import { randomUUID } from 'node:crypto';
import { UUID } from 'bson';
import { isDocument } from '../engine/index-keys.ts';
import { SESSION_TIMEOUT_MINUTES } from '../engine/sessions.ts';
import { commandError } from '../errors.ts';
import { sessionId } from './session-argument.ts';
import type { CommandContext, CommandTable, Reply } from './command.ts';

export const sessionCommands: CommandTable = {
  startSession: {
    run: () => ({ id: { id: new UUID(randomUUID()) }, timeoutMinutes: SESSION_TIMEOUT_MINUTES }),
  },
  endSessions: { run: end },
  killSessions: { run: end },
  killAllSessions: { run: endAll },
  refreshSessions: { run: refresh },
  commitTransaction: {
    run: commit,
    adminOnly: true,
    inTransaction: true,
    writes: true,
    fields: ['recoveryToken'],
  },
  abortTransaction: {
    run: abort,
    adminOnly: true,
    inTransaction: true,
    writes: true,
    fields: ['recoveryToken'],
  },
};

/** The ids that the command lists. Throws Location10065 or TypeMismatch. */
function listedIds(context: CommandContext): string[] {
  const list: unknown = Object.values(context.body)[0];
  if (!Array.isArray(list)) {
    throw commandError(10065, `invalid parameter: expected an object (${context.name})`);
  }
  return list.map((entry: unknown) => {
    if (!isDocument(entry)) throw commandError('TypeMismatch', `${context.name} takes session ids`);
    return sessionId(entry);
  });
}

function end(context: CommandContext): Reply {
  const { cursors, sessions } = context.engine;
  const ids = listedIds(context);
  sessions.end(ids);
  for (const id of ids) cursors.removeOf(id);
  return {};
}

function endAll(context: CommandContext): Reply {
  const { sessions } = context.engine;
  sessions.end(sessions.all());
  return {};
}

function refresh(context: CommandContext): Reply {
  for (const id of listedIds(context)) context.engine.sessions.get(id);
  return {};
}

async function commit(context: CommandContext): Promise<Reply> {
  const { session, txnNumber } = transactionOf(context);
  await context.engine.sessions.commit(session, txnNumber);
  return {};
}

function abort(context: CommandContext): Reply {
  const { session, txnNumber } = transactionOf(context);
  context.engine.sessions.abort(session, txnNumber);
  return {};
}

function transactionOf(context: CommandContext): {
  session: NonNullable<CommandContext['session']>;
  txnNumber: number;
} {
  const { session, txnNumber, body } = context;
  if (session === undefined || txnNumber === undefined || body['autocommit'] !== false) {
    throw commandError('InvalidOptions', `${context.name} must be run within a transaction`);
  }
  return { session, txnNumber };
}
