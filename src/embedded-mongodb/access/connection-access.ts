import { commandError } from '../errors.ts';
import { ScramError, ScramExchange, type ScramCredentials } from './scram.ts';

export const MECHANISM = 'SCRAM-SHA-256';
/** The database that the user belongs to. */
export const USER_DATABASE = 'admin';

/** What a client begins to sign in with. */
export interface SignIn {
  mechanism: string;
  database: string;
  payload: Buffer;
  /** The client doesn't want the empty message at the end that SASL would have. */
  skipEmptyExchange: boolean;
}

/** The server's next message. `done`: the client has signed in. */
export interface SignInReply {
  conversationId: number;
  done: boolean;
  payload: Buffer;
}

type State =
  | { kind: 'idle' }
  | { kind: 'begun'; id: number; exchange: ScramExchange; request: SignIn }
  | { kind: 'proved'; id: number; user: string };

/** What one connection may do, and how far its sign-in has got. */
export class ConnectionAccess {
  /** Who has signed in here. */
  user: string | undefined;
  private readonly open: boolean;
  private readonly credentials: ScramCredentials | undefined;
  private state: State = { kind: 'idle' };
  private conversations = 0;

  /** Without credentials the connection comes from somebody who may do everything, as over a socket of the owner. */
  constructor(credentials: ScramCredentials | undefined) {
    this.open = credentials === undefined;
    this.credentials = credentials;
  }

  /** May run every command. */
  get authorized(): boolean {
    return this.open || this.user !== undefined;
  }

  /** Begins to sign in; what was begun before is over. Throws MechanismUnavailable and AuthenticationFailed. */
  start(request: SignIn): SignInReply {
    this.state = { kind: 'idle' };
    if (request.mechanism !== MECHANISM) {
      throw commandError(
        'MechanismUnavailable',
        `Received authentication for mechanism ${request.mechanism} which is unknown or not enabled`,
      );
    }
    const known = request.database === USER_DATABASE ? this.credentials : undefined;
    const exchange = refusing(() => new ScramExchange(known, request.payload));
    const id = ++this.conversations;
    this.state = { kind: 'begun', id, exchange, request };
    return { conversationId: id, done: false, payload: exchange.first() };
  }

  /** The client's next message. Throws AuthenticationFailed, and ProtocolError when nothing was begun. */
  continue(conversationId: number, payload: Buffer): SignInReply {
    const { state } = this;
    this.state = { kind: 'idle' };
    if (state.kind === 'idle') throw commandError('ProtocolError', 'No SASL session state found');
    if (state.id !== conversationId) throw commandError('ProtocolError', 'sasl: Mismatched conversation id');
    if (state.kind === 'proved') {
      if (payload.length > 0) throw authenticationFailed();
      this.user = state.user;
      return { conversationId, done: true, payload: Buffer.alloc(0) };
    }
    const { exchange, request } = state;
    const proof = refusing(() => exchange.final(payload));
    if (request.skipEmptyExchange) this.user = exchange.user;
    else this.state = { kind: 'proved', id: conversationId, user: exchange.user };
    return { conversationId, done: request.skipEmptyExchange, payload: proof };
  }

  signOut(): void {
    this.user = undefined;
    this.state = { kind: 'idle' };
  }
}

function authenticationFailed(): Error {
  return commandError('AuthenticationFailed', 'Authentication failed.');
}

function refusing<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof ScramError) throw authenticationFailed();
    throw error;
  }
}
