import type { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import { Confirmations } from './confirmations.ts';
import {
  hasBeyond,
  messageAuth,
  messageSync,
  peekSyncMessage,
  readDeniedReason,
  syncMessageOfFrame,
} from './frames.ts';
import { roomName, serverUrl, webSocketOf, type DraftConnectionOptions } from './options.ts';
import {
  parseDenial,
  refusalOfClose,
  unauthenticatedCode,
  type Denial,
  type DraftStatus,
  type RefusalCode,
} from './status.ts';
import { tokenInTime } from './token-in-time.ts';

/** A draft that is kept in sync with the server. */
export interface DraftConnection {
  /** The stock provider underneath. */
  readonly provider: WebsocketProvider;
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly status: DraftStatus;
  /** Calls `listener` now and whenever the status changes. Returns the function that ends that. */
  onStatus(listener: (status: DraftStatus) => void): () => void;
  /** Connects again at once, e.g. after a refusal or when the browser is back online. */
  connect(): void;
  /** Disconnects for good. The document stays. */
  destroy(): void;
}

/** The parts of a close event that are looked at. */
interface SocketClosed {
  readonly code?: number;
  readonly reason?: string;
}

/** The parts of a socket that are looked at. */
interface Socket {
  readonly readyState: number;
  send(data: Uint8Array): void;
}

/** `WebSocket.OPEN`. */
const socketOpen = 1;
const shortestRetryDelay = 100;

/**
 * Binds `options.doc` to a draft on the server: a stock y-websocket `WebsocketProvider`, with a new access token for
 * every connection and a status that tells whether what was written is saved.
 *
 * Throws a `TypeError` when neither `collaborationPath` nor `draftId` is given, for a `url` that is no address, and when
 * there is no WebSocket.
 */
export function connectDraft(options: DraftConnectionOptions): DraftConnection {
  return new StatefulConnection(options);
}

class StatefulConnection implements DraftConnection {
  readonly provider: WebsocketProvider;
  readonly doc: Y.Doc;
  #status: DraftStatus;
  readonly #options: DraftConnectionOptions;
  readonly #listeners = new Set<(status: DraftStatus) => void>();
  readonly #confirmations: Confirmations;
  /** What keeps the connection from writing. */
  #restriction: { state: 'frozen' | 'readOnly'; reason: string } | null = null;
  /** Why it has stopped. */
  #refusal: { code: RefusalCode; reason: string } | null = null;
  /** Why some of the document's content will never be taken in: for good, as the document keeps that content. */
  #refusedContent: string | null = null;
  /** What the server has, as its latest step 1 says. */
  #serverState: ReadonlyMap<number, number> = new Map();
  /** The latest denied message of this connection: it says why a close that follows came. */
  #denial: Denial | null = null;
  #token: string | null = null;
  #rejectedToken: string | null = null;
  #destroyed = false;
  /** Of the latest attempt to connect; one that was overtaken does nothing any more. */
  #attempt = 0;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: DraftConnectionOptions) {
    this.#options = options;
    this.doc = options.doc;
    const empty = this.doc.store.clients.size === 0;
    this.#confirmations = new Confirmations(!empty);
    this.#status = { state: 'connecting', unsaved: !empty };
    this.provider = this.#createProvider();
    this.doc.on('update', this.#onUpdate);
    this.connect();
  }

  get awareness(): Awareness {
    return this.provider.awareness;
  }

  get status(): DraftStatus {
    return this.#status;
  }

  onStatus(listener: (status: DraftStatus) => void): () => void {
    // A wrapper of its own, so that the same function given twice is called twice.
    const subscription = (status: DraftStatus) => listener(status);
    this.#listeners.add(subscription);
    subscription(this.#status);
    return () => {
      this.#listeners.delete(subscription);
    };
  }

  connect(): void {
    if (this.#destroyed || this.provider.ws !== null) return;
    this.#refusal = null;
    this.#failures = 0;
    this.#show();
    void this.#connect();
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#attempt += 1;
    clearTimeout(this.#timer);
    this.doc.off('update', this.#onUpdate);
    this.provider.destroy();
    // The provider made it, and its timer would keep a Node process from ending.
    if (this.#options.awareness === undefined) this.awareness.destroy();
    this.#show();
    this.#listeners.clear();
  }

  #createProvider(): WebsocketProvider {
    const { url, doc, awareness, syncTabs = false } = this.#options;
    const provider = new WebsocketProvider(serverUrl(url), roomName(this.#options), doc, {
      connect: false,
      disableBc: !syncTabs,
      // Ours is declared with the parts that both kinds of socket have.
      WebSocketPolyfill: webSocketOf(this.#options.WebSocket) as never,
      ...(awareness === undefined ? {} : { awareness }),
    });
    provider.on('status', ({ status }) => {
      if (status === 'connected') this.#opened();
    });
    provider.on('sync', (synced) => {
      if (synced) {
        this.#failures = 0;
        this.#rejectedToken = null;
      }
      this.#show();
    });
    provider.on('connection-close', (event: SocketClosed | null) => this.#closed(event));
    const [handleSync] = provider.messageHandlers;
    provider.messageHandlers[messageSync] = (...parameters) => {
      // The last but one tells what came from the server from what came from another tab.
      const [, decoder, , fromServer] = parameters;
      const message = fromServer ? peekSyncMessage(decoder) : null;
      if (message?.type === 'update') this.#confirmations.received(message.update);
      if (message?.type === 'step1') this.#serverState = message.stateVector;
      handleSync?.(...parameters);
      if (message !== null) this.#show();
    };
    provider.messageHandlers[messageAuth] = (_encoder, decoder) => {
      const reason = readDeniedReason(decoder);
      if (reason !== null) this.#denied(parseDenial(reason));
    };
    return provider;
  }

  readonly #onUpdate = (_update: Uint8Array, origin: unknown) => {
    if (origin === this.provider || this.#isOpen()) return;
    this.#confirmations.changedOffline();
    this.#show();
  };

  /** Whether the provider sends what changes. */
  #isOpen(): boolean {
    const socket = this.provider.ws as Socket | null;
    return this.provider.wsconnected && socket?.readyState === socketOpen;
  }

  /** The socket is open and nothing has been sent on it. */
  #opened(): void {
    this.#restriction = null;
    this.#denial = null;
    const socket = this.provider.ws as Socket | null;
    if (socket === null) return;
    const send = socket.send.bind(socket);
    socket.send = (frame) => {
      const message = syncMessageOfFrame(frame);
      if (message?.type === 'update') this.#confirmations.sentUpdate(message.update);
      if (message?.type === 'step2') {
        this.#confirmations.sentAnswer(message.update, hasBeyond(this.doc, this.#serverState));
      }
      send(frame);
      if (message !== null) this.#show();
    };
  }

  #denied(denial: Denial): void {
    this.#denial = denial;
    const { code, reason } = denial;
    if (code === 'FROZEN') this.#restriction = { state: 'frozen', reason };
    else if (code === 'READ_ONLY') this.#restriction = { state: 'readOnly', reason };
    else if (code === 'EDITABLE') this.#restriction = null;
    else if (code === 'REFUSED') this.#refusedContent = reason;
    this.#show();
  }

  /** The connection has ended; `event` is null when this side ended it, as after a long silence. */
  #closed(event: SocketClosed | null): void {
    // The provider would come back by itself, with the token it has.
    this.provider.shouldConnect = false;
    this.#confirmations.disconnected();
    if (this.#destroyed) return;
    const code = event?.code ?? 0;
    const refusal = refusalOfClose(code);
    // A token that has worked until now has merely ended; one that has been turned away twice won't do.
    const worked = this.provider.synced || this.#rejectedToken === null;
    if (code === unauthenticatedCode && worked) {
      this.#rejectedToken = this.#token;
      this.#show({ connected: false });
      void this.#connect();
    } else if (refusal !== null) {
      this.#refuse(refusal, this.#denial?.reason ?? event?.reason ?? '');
    } else {
      this.#show({ connected: false });
      this.#retryLater();
    }
  }

  #refuse(code: RefusalCode, reason: string): void {
    this.#refusal = { code, reason };
    this.#show({ connected: false });
  }

  #retryLater(): void {
    const longest = this.#options.longestRetryDelay ?? 10_000;
    const delay = Math.min(shortestRetryDelay * 2 ** this.#failures, longest);
    this.#failures += 1;
    clearTimeout(this.#timer);
    // Between half of it and all of it: clients that were cut off together don't come back together.
    this.#timer = setTimeout(() => void this.#connect(), delay * (0.5 + Math.random() / 2));
  }

  /** Asks for a token and connects with it. */
  async #connect(): Promise<void> {
    clearTimeout(this.#timer);
    this.#attempt += 1;
    const attempt = this.#attempt;
    const rejected = this.#rejectedToken;
    let token: string | null;
    try {
      token = await tokenInTime(
        () => this.#options.getAccessToken(rejected),
        this.#options.timeout ?? 30_000,
      );
    } catch {
      // As good as no connection: whoever gives the tokens is asked again.
      if (attempt === this.#attempt) this.#retryLater();
      return;
    }
    if (attempt !== this.#attempt) return;
    if (token === null) {
      this.#refuse('UNAUTHENTICATED', 'Nobody is signed in.');
      return;
    }
    this.#token = token;
    this.provider.params = { token };
    this.provider.connect();
  }

  #show({ connected = true } = {}): void {
    const status = this.#currentStatus(connected && this.provider.synced);
    if (equalStatus(status, this.#status)) return;
    this.#status = status;
    for (const listener of [...this.#listeners]) listener(status);
  }

  #currentStatus(synced: boolean): DraftStatus {
    const unsaved = !this.#confirmations.complete;
    if (this.#destroyed) return { state: 'closed', unsaved };
    if (this.#refusal !== null) return { state: 'refused', ...this.#refusal, connected: false, unsaved };
    if (!synced) return { state: 'connecting', unsaved };
    if (this.#refusedContent !== null) {
      const reason = this.#refusedContent;
      return { state: 'refused', code: 'REFUSED', reason, connected: true, unsaved };
    }
    if (this.#restriction !== null) return { ...this.#restriction, unsaved };
    return { state: unsaved ? 'saving' : 'saved' };
  }
}

function equalStatus(left: DraftStatus, right: DraftStatus): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
