import { expect, it } from 'vitest';
import { ClaimGatherer, type GatheredClaims } from '../../src/collaboration/refused-claims.ts';

it('CO-21: a connection is recorded at once, then once a minute and when it ends, and every message counts', () => {
  const records: GatheredClaims[] = [];
  const claims = new ClaimGatherer((record) => records.push(record));
  claims.addClientIds([1], 1000);
  expect(records).toEqual([{ messages: 1, clientIds: [1], names: [] }]);
  for (let count = 0; count < 1000; count += 1) claims.addClientIds([count, 5], 2000 + count);
  claims.addName('x'.repeat(1000), 3000);
  for (let count = 0; count < 10; count += 1) claims.addName('x'.repeat(1000), 3000);
  expect(records).toHaveLength(1);
  claims.addClientIds([7], 61_000);
  const clientIds = [0, 5, 1, 2, 3, 4, ...Array.from({ length: 14 }, (_, index) => index + 6)];
  expect(records[1]).toEqual({ messages: 1002, clientIds, names: ['x'.repeat(100)] });
  for (let count = 0; count < 100; count += 1) claims.addName(`name ${count}`, 62_000);
  claims.flush();
  claims.flush();
  const names = ['name 0', 'name 1', 'name 2', 'name 3', 'name 4'];
  expect(records.slice(2)).toEqual([{ messages: 100, clientIds: [], names }]);
});
