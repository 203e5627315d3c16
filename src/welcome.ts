import type { SampleAccount } from './sample-accounts.ts';

/** How many accounts are shown; all are in the file. */
const shownAccounts = 8;

/** One account of each kind first: roles that were shown already come last. */
function mostTelling(accounts: readonly SampleAccount[]): SampleAccount[] {
  const seen = new Set<string>();
  const first: SampleAccount[] = [];
  for (const account of accounts) {
    const kind = account.roles.map((role) => role.split(/[ :(]/, 1)[0]).join();
    if (!seen.has(kind)) first.push(account);
    seen.add(kind);
  }
  return first.slice(0, shownAccounts);
}

/** What `npm start` prints for a person: where to look and how to sign in. */
export function welcome(options: {
  readonly url: string;
  /** Where the data is. */
  readonly store: string;
  readonly sampleAccounts: readonly SampleAccount[];
  readonly accountsFile: string;
}): string {
  const { url, store, sampleAccounts, accountsFile } = options;
  const socket = url.replace(/^http/, 'ws');
  const lines = [
    `Choan is listening on ${url}`,
    '',
    `  Start here  ${url}/`,
    `  GraphQL     ${url}/graphql`,
    `  Feeds       ${socket}/graphql  (graphql-transport-ws)`,
    `  Co-editing  ${socket}/collab/<draftId>  (y-websocket)`,
    `  Data        ${store}`,
  ];
  const password = sampleAccounts[0]?.password;
  if (password !== undefined) {
    const shown = mostTelling(sampleAccounts);
    const width = Math.max(...shown.map(({ email }) => email.length));
    lines.push(
      '',
      `Sample accounts, all with the password ${password}`,
      ...shown.map(({ email, roles }) => `  ${email.padEnd(width)}  ${roles.join(', ')}`),
      `All ${sampleAccounts.length}: ${accountsFile}`,
    );
  }
  lines.push('', 'Stop it with Ctrl+C. The data stays.');
  return lines.join('\n');
}
