import { Binary, type Document } from 'bson';
import { MECHANISM, USER_DATABASE, type SignIn, type SignInReply } from '../access/connection-access.ts';
import { isDocument } from '../engine/index-keys.ts';
import { CommandError } from '../errors.ts';
import { missingField, numberOf, wrongType } from './arguments.ts';
import type { CommandContext, CommandTable, Reply } from './command.ts';

/** Signing in (MongoDB's specification "Authentication", https://github.com/mongodb/specifications/blob/master/source/auth/auth.md). */
export const authenticationCommands: CommandTable = {
  saslStart: {
    run: ({ connection, body, database }) => reply(connection.access.start(signIn(body, database))),
    beforeSignIn: true,
  },
  saslContinue: { run: proceed, beforeSignIn: true },
  logout: { run: signOut, beforeSignIn: true },
  connectionStatus: { run: status, beforeSignIn: true },
};

function payloadOf(body: Document, command: string): Buffer {
  const payload: unknown = body['payload'];
  if (payload === undefined) throw missingField(`${command}.payload`);
  // Drivers send bytes; the server takes base64 text too.
  if (typeof payload === 'string') return Buffer.from(payload, 'base64');
  if (!(payload instanceof Binary)) throw wrongType(`${command}.payload`, payload, 'binData');
  return Buffer.from(payload.value());
}

function signIn(body: Document, database: string): SignIn {
  const mechanism: unknown = body['mechanism'];
  if (mechanism === undefined) throw missingField('saslStart.mechanism');
  if (typeof mechanism !== 'string') throw wrongType('saslStart.mechanism', mechanism, 'string');
  const options: unknown = body['options'];
  return {
    mechanism,
    database,
    payload: payloadOf(body, 'saslStart'),
    skipEmptyExchange: isDocument(options) && options['skipEmptyExchange'] === true,
  };
}

function reply({ conversationId, done, payload }: SignInReply): Document {
  return { conversationId, done, payload: new Binary(payload) };
}

function proceed({ connection, body }: CommandContext): Reply {
  const id = numberOf(body['conversationId']);
  if (id === undefined) throw wrongType('saslContinue.conversationId', body['conversationId'], 'int');
  return reply(connection.access.continue(id, payloadOf(body, 'saslContinue')));
}

function signOut({ connection }: CommandContext): Reply {
  connection.access.signOut();
  return {};
}

function status({ connection }: CommandContext): Reply {
  const { user } = connection.access;
  return {
    authInfo: {
      authenticatedUsers: user === undefined ? [] : [{ user, db: USER_DATABASE }],
      authenticatedUserRoles: user === undefined ? [] : [{ role: 'root', db: USER_DATABASE }],
    },
  };
}

/**
 * What `hello` adds for a client that is about to sign in: the mechanisms, the same for users that don't exist, and
 * the answer to a `saslStart` that came with it. One that fails is left out, and the client sends it by itself.
 */
export function signInOfHello({ body, connection }: CommandContext): Document {
  const asked: unknown = body['saslSupportedMechs'];
  const start: unknown = body['speculativeAuthenticate'];
  return {
    ...(typeof asked === 'string' ? { saslSupportedMechs: [MECHANISM] } : {}),
    ...(isDocument(start) ? speculate(connection, start) : {}),
  };
}

function speculate(connection: CommandContext['connection'], start: Document): Document {
  const database: unknown = start['db'];
  if (!('saslStart' in start) || typeof database !== 'string') return {};
  try {
    return { speculativeAuthenticate: reply(connection.access.start(signIn(start, database))) };
  } catch (error) {
    if (error instanceof CommandError) return {};
    throw error;
  }
}
