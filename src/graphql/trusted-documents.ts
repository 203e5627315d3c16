import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { z } from 'zod';
import { createOperationCheck } from './operation.ts';

/** What a request says of its document: its text, the hash of one that the server knows, or both. */
export interface DocumentRequest {
  readonly query?: unknown;
  /** `persistedQuery: { version: 1, sha256Hash }` names a document, as Apollo Client and urql send it. */
  readonly extensions?: unknown;
}

/** Documents that clients name by their hash instead of sending them. */
export interface TrustedDocuments {
  /**
   * The text of the document that is named; null when none is, so that what was sent counts. Throws a `GraphQLError` when
   * the document isn't known or, where nothing else is allowed, isn't trusted.
   */
  textFor(request: DocumentRequest): string | null;

  /** Throws a `GraphQLError` when a document with this text may not be run, however it came. */
  check(text: string): void;
}

/** Codegen's client preset writes an object of hashes and texts (`persistedDocuments: true`). */
const codegenManifest = z.record(z.string().min(1), z.string().min(1));
/** @apollo/generate-persisted-query-manifest. */
const apolloManifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), body: z.string().min(1) })),
});

const persistedQuery = z.object({
  persistedQuery: z.object({ version: z.literal(1), sha256Hash: z.string().min(1) }),
});

/** The file of trusted documents can't be used; the message says why. */
export class TrustedDocumentsError extends Error {
  override readonly name = 'TrustedDocumentsError';
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

function refusal(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

/** Where no documents are known: a client that names one is told to send its text from now on. */
export const noTrustedDocuments: TrustedDocuments = {
  textFor({ query, extensions }) {
    if (!persistedQuery.safeParse(extensions).success) return null;
    if (typeof query === 'string') return query;
    throw refusal('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
  },
  check: () => undefined,
};

/** `texts` are by the id that clients know them by; with `only`, no other document is run. */
export function createTrustedDocuments(
  texts: ReadonlyMap<string, string>,
  { only }: { readonly only: boolean },
): TrustedDocuments {
  const trusted = new Set(texts.values());

  function check(text: string): void {
    if (only && !trusted.has(text))
      throw refusal('QUERY_NOT_IN_SAFELIST', 'Only documents that the server knows are run.');
  }

  return {
    check,

    textFor({ query, extensions }) {
      const named = persistedQuery.safeParse(extensions);
      if (named.success) {
        const { sha256Hash } = named.data.persistedQuery;
        const text = texts.get(sha256Hash);
        if (text !== undefined) return text;
        // By this message Apollo Client knows that it has to send the text.
        if (typeof query !== 'string') throw refusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
        if (hashOf(query) !== sha256Hash)
          throw refusal('BAD_REQUEST', 'The document is not the one of the given hash.');
      }
      if (typeof query !== 'string') return null;
      check(query);
      return named.success ? query : null;
    },
  };
}

/**
 * Reads the documents of a file that codegen's client preset or Apollo's manifest generator has written. Throws
 * {@link TrustedDocumentsError} when there is none, and for a document that `schema` or its limits wouldn't take.
 */
export function readTrustedDocuments(path: string, schema: GraphQLSchema): Map<string, string> {
  const texts = parseManifest(read(path));
  const check = createOperationCheck({ schema, introspection: true });
  for (const [id, query] of texts) {
    const result = check({ query });
    if ('document' in result) continue;
    const problems = result.problems.map(({ message }) => message).join(' ');
    throw new TrustedDocumentsError(`The document ${id} can't be run: ${problems}`);
  }
  return texts;
}

function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TrustedDocumentsError(`The file can't be read: ${why}`, { cause: error });
  }
}

function parseManifest(content: unknown): Map<string, string> {
  const apollo = apolloManifest.safeParse(content);
  if (apollo.success) return new Map(apollo.data.operations.map(({ id, body }) => [id, body]));
  const codegen = codegenManifest.safeParse(content);
  if (codegen.success) return new Map(Object.entries(codegen.data));
  throw new TrustedDocumentsError(
    'The file is neither an object of ids and documents nor an Apollo manifest.',
  );
}
