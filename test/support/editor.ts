import * as decoding from 'lib0/decoding';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { scale } from './soak.ts';
import type { ApiUser } from './graphql.ts';

/** How long an event that must come is waited for, in milliseconds. */
const patience = scale(20_000, 120_000);

/** A person's editor: a document behind a stock y-websocket provider. */
export class Editor {
  readonly doc = new Y.Doc();
  readonly provider: WebsocketProvider;
  /** Reasons of the denied messages that came, e.g. `FROZEN: …`. A stock provider only prints them. */
  readonly denials: string[] = [];

  constructor(user: ApiUser, collaborationPath: string) {
    const [, folder, room] = collaborationPath.split('/');
    this.provider = new WebsocketProvider(
      `${user.url.replace('http', 'ws')}/${folder ?? ''}`,
      room ?? '',
      this.doc,
      {
        params: { token: user.token ?? '' },
        WebSocketPolyfill: WebSocket as never,
        disableBc: true,
        maxBackoffTime: 200,
      },
    );
    this.provider.messageHandlers[2] = (_encoder, decoder) => {
      decoding.readVarUint(decoder);
      this.denials.push(decoding.readVarString(decoder));
    };
  }

  get content(): Y.XmlFragment {
    return this.doc.getXmlFragment('content');
  }

  /** Resolves once the document is in sync with the server. */
  synced(): Promise<void> {
    return eventually(
      'the editor is in sync',
      () => this.provider.synced,
      (check) => {
        this.provider.on('sync', check);
        return () => this.provider.off('sync', check);
      },
    );
  }

  /** Resolves once `condition` holds of the document; it is looked at after every change. */
  until(what: string, condition: () => boolean): Promise<void> {
    return eventually(what, condition, (check) => {
      this.doc.on('afterTransaction', check);
      return () => this.doc.off('afterTransaction', check);
    });
  }

  /** Adds a paragraph as y-prosemirror writes it; returns its text. */
  addParagraph(id: string, words = ''): Y.XmlText {
    const paragraph = new Y.XmlElement('paragraph');
    const text = new Y.XmlText(words);
    paragraph.setAttribute('id', id);
    paragraph.insert(0, [text]);
    this.content.insert(this.content.length, [paragraph]);
    return text;
  }

  /** Text of the paragraph with that id; null when it isn't there (yet). */
  paragraphText(id: string): Y.XmlText | null {
    for (const block of this.content.toArray()) {
      if (!(block instanceof Y.XmlElement) || block.getAttribute('id') !== id) continue;
      const [text] = block.toArray();
      if (text instanceof Y.XmlText) return text;
    }
    return null;
  }

  destroy(): void {
    this.provider.destroy();
    this.doc.destroy();
  }
}

/** Resolves once `condition` holds; `listen` has it looked at again after every event. Rejects when it never does. */
export function eventually(
  what: string,
  condition: () => boolean,
  listen: (check: () => void) => () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let stop = () => {};
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`It never happened that ${what}.`));
    }, patience);
    const check = () => {
      if (!condition()) return;
      clearTimeout(timer);
      stop();
      resolve();
    };
    stop = listen(check);
    check();
  });
}
