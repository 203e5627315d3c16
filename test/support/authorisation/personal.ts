/** Situations that are about who attempts them, and so are prepared for each. */
export const personalSituations: ReadonlySet<string> = new Set([
  'signOut',
  'changePassword',
  'submitReview, asked of them by name',
  'liftRecusal, of oneself',
]);
