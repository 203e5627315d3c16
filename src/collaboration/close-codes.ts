/**
 * Codes with which the server ends a connection (SPEC.md, CO-2). A stock client stops for good on 4400 to 4499 and
 * comes back by itself after all others.
 */
export const closeCodes = {
  malformed: 4400,
  unauthenticated: 4401,
  notFound: 4404,
  tooLarge: 4413,
  unavailable: 4500,
  elsewhere: 4503,
  tooSlow: 4508,
  tooMuch: 4529,
  tooManyConnections: 4530,
  tooManyDrafts: 4531,
  shutdown: 1012,
} as const;
export type CloseReason = keyof typeof closeCodes;

/** What the denied message before the close begins with. */
const words: Record<CloseReason, string> = {
  malformed: 'MALFORMED',
  unauthenticated: 'UNAUTHENTICATED',
  notFound: 'NOT_FOUND',
  tooLarge: 'TOO_LARGE',
  unavailable: 'UNAVAILABLE',
  elsewhere: 'ELSEWHERE',
  tooSlow: 'TOO_SLOW',
  tooMuch: 'TOO_MUCH',
  tooManyConnections: 'TOO_MANY_CONNECTIONS',
  tooManyDrafts: 'TOO_MANY_DRAFTS',
  shutdown: 'SHUTDOWN',
};

export function closeText(reason: CloseReason, why: string): string {
  return `${words[reason]}: ${why}`;
}
