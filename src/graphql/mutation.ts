import { DomainError, type DomainErrorCode } from '../errors.ts';

export interface UserErrorRecord {
  readonly code: DomainErrorCode;
  readonly message: string;
  readonly field: readonly string[] | null;
}

/**
 * Runs a mutation's work and returns its payload. A {@link DomainError} becomes the payload's `userErrors`, with every
 * other field null; anything else goes on as a top-level error.
 */
export async function mutationPayload<P extends object>(
  work: () => Promise<P>,
): Promise<P & { userErrors: readonly UserErrorRecord[] }> {
  try {
    return { ...(await work()), userErrors: [] };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const userError = {
      code: error.code,
      message: error.message,
      field: error.field.length > 0 ? error.field : null,
    };
    // Every payload field but `userErrors` is nullable in the schema, so their absence is a valid payload.
    return { userErrors: [userError] } as unknown as P & { userErrors: readonly UserErrorRecord[] };
  }
}
