import { afterAll, beforeAll, expect, it } from 'vitest';
import { openAccounts, type Accounts } from '../support/accounts.ts';

let accounts: Accounts;
beforeAll(async () => {
  accounts = await openAccounts();
});
afterAll(() => accounts.drop());

// Transactions run one behind the other. Strangers could put as many into that queue as they liked.
it('a refresh token that nobody was given is refused without a transaction', async () => {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const writing = accounts.transact(() => released);
  await expect(accounts.auth.refresh('nobody was given this')).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  });
  release();
  await writing;
});
