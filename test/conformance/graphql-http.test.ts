import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSmallServer, type SmallServer } from '../support/small-server.ts';

/**
 * A GET that a page of another site could make without asking first is refused (CSRF prevention), which the
 * specification allows: clients that use GET say that they are no such page by a header of their own.
 */
const fetchAsClient: typeof fetch = (input, init) =>
  fetch(input, {
    ...init,
    headers: { ...(init?.headers as Record<string, string>), 'apollo-require-preflight': 'true' },
  });

/** Audits of the specification (https://graphql.github.io/graphql-over-http/draft/) as graphql-http ships them. */
describe('GraphQL over HTTP', () => {
  let server: SmallServer;
  beforeAll(async () => {
    server = await startSmallServer();
  });
  afterAll(() => server.close());

  for (const audit of serverAudits({
    url: () => `${server.url}/graphql`,
    fetchFn: fetchAsClient,
  })) {
    it(`${audit.id} ${audit.name}`, async () => {
      const result = await audit.fn();
      const why = result.status === 'ok' ? '' : `${result.reason}: ${await result.response.text()}`;
      expect(`${result.status} ${why}`.trim()).toBe('ok');
    });
  }
});
