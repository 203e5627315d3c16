/** Exit codes beside 0, as the application has them. */
export const failed = 1;
export const badUsage = 2;

export const USAGE = `usage: choan backup FILE    writes the data under DATA_DIR to FILE; Choan may be running
       choan restore FILE   puts them back, into a DATA_DIR that has none
       choan export --plan ID|TITLE --bundle FILE
                            writes a plan with its versions, texts, decisions and proofs to FILE (zip)
       choan verify FILE [--head HASH]
                            checks such a bundle, with nothing else at hand; HASH is that of its newest plan version
       choan audit-log [--since TIME] [--until TIME]
                            writes who changed what, and who tried to, as JSON Lines to the standard output
       choan audit          checks everything that is stored; Choan may be running on an embedded store
(npx choan after a build, or npm run backup -- FILE and so on)`;

/** The command was called with something that it doesn't take; the usage says what it takes. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
