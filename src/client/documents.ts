import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';

/**
 * An operation with the types of its data and variables: one of this package, or one that codegen's client preset has
 * made with `documentMode: 'string'`.
 */
export type TypedDocument<TData, TVariables> = DocumentTypeDecoration<TData, TVariables> & {
  toString(): string;
  /** `hash` names the document where a server runs only those that it knows. */
  readonly __meta__?: Readonly<Record<string, unknown>> | undefined;
};

/** What of a request says which document is meant. */
export interface DocumentPart {
  readonly query?: string;
  readonly extensions?: { readonly persistedQuery: { readonly version: 1; readonly sha256Hash: string } };
}

/**
 * How documents are sent: as their text, until the server refuses it as one that it doesn't know
 * (`TRUSTED_DOCUMENTS_ONLY`); from then on by their hash.
 */
export class DocumentSending {
  #byHash = false;

  /** Throws a `TypeError` for a document that isn't a text. */
  partOf(document: TypedDocument<unknown, never>): DocumentPart {
    const query = document.toString();
    if (query.startsWith('[object')) {
      throw new TypeError("The document is no text: have it made with documentMode: 'string'.");
    }
    const hash = document.__meta__?.['hash'];
    if (!this.#byHash || typeof hash !== 'string') return { query };
    return { extensions: { persistedQuery: { version: 1, sha256Hash: hash } } };
  }

  /** Whether `document`, sent as `sent` and refused with `code`, can be sent in another way from now on. */
  canBeOtherwise(document: TypedDocument<unknown, never>, sent: DocumentPart, code: string): boolean {
    const unknown = code === 'QUERY_NOT_IN_SAFELIST' && sent.query !== undefined;
    if (!unknown || typeof document.__meta__?.['hash'] !== 'string') return false;
    this.#byHash = true;
    return true;
  }
}
