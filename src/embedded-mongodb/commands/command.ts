import type { Document, Long } from 'bson';
import type { ConnectionAccess } from '../access/connection-access.ts';
import type { Engine } from '../engine/engine.ts';
import type { Session } from '../engine/sessions.ts';
import type { Transaction } from '../engine/transaction.ts';
import type { RequestMessage } from '../wire/message.ts';

/** One command as it is carried out. */
export interface CommandContext {
  readonly engine: Engine;
  readonly connection: { readonly id: number; readonly peer: string; readonly access: ConnectionAccess };
  /** The command's name as its specification has it. */
  readonly name: string;
  readonly database: string;
  /** The decoded command; document sequences are not in it. */
  readonly body: Document;
  readonly message: RequestMessage;
  readonly session: Session | undefined;
  readonly txnNumber: number | undefined;
  /** The multi-document transaction that the command is part of. */
  readonly transaction: Transaction | undefined;
  /** When `maxTimeMS` is over, as Date.now() counts. */
  readonly deadline: number | undefined;
  /** Aborted when the client is gone. */
  readonly gone: AbortSignal;
}

/** A batch of a cursor: its documents are encoded already. */
export class CursorReply {
  readonly batch: readonly Uint8Array[];
  readonly field: 'firstBatch' | 'nextBatch';
  readonly id: Long;
  readonly namespace: string;

  constructor(parts: {
    batch: Uint8Array[];
    field: 'firstBatch' | 'nextBatch';
    id: Long;
    namespace: string;
  }) {
    this.batch = parts.batch;
    this.field = parts.field;
    this.id = parts.id;
    this.namespace = parts.namespace;
  }
}

export type Reply = Document | CursorReply;

export interface CommandSpecification {
  /** Carries the command out. The reply doesn't have `ok` yet. Throws CommandError. */
  run(context: CommandContext): Promise<Reply> | Reply;
  /** Fields that it takes besides those of every command; without a list it ignores what it doesn't know, as MongoDB does. */
  fields?: readonly string[];
  /** The error for a field that isn't in the list, unless it is MongoDB's usual 40415. */
  unknownField?: (name: string) => Error;
  /** May be run in a multi-document transaction. */
  inTransaction?: boolean;
  /** May carry a transaction number outside a transaction. */
  retryable?: boolean;
  adminOnly?: boolean;
  /** Is answered on a connection that hasn't signed in yet. */
  beforeSignIn?: boolean;
  /** Takes a write concern. */
  writes?: boolean;
  aliases?: readonly string[];
}

export type CommandTable = Readonly<Record<string, CommandSpecification>>;
