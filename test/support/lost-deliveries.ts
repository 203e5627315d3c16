import type { Database } from '../../src/database/store.ts';
import { createDeadLetterStore } from '../../src/domain/webhook/dead-letter-store.ts';
import { parseGlobalId, toGlobalId } from '../../src/graphql/ids.ts';

/**
 * Writes down that an event, the log's first unless another is named, was given up for a webhook, as after the day and
 * more that its eight attempts take. Takes the webhook's global id and returns that of the dead letter.
 */
export async function loseDelivery(database: Database, globalId: string, sequence = 1): Promise<string> {
  const webhookId = parseGlobalId(globalId)?.id ?? '';
  const store = createDeadLetterStore(database);
  const lastError = 'The receiver answered with the status 503.';
  await database.transaction((session) =>
    store.insert({ webhookId, sequence, attempts: 8, lastError, at: new Date() }, session),
  );
  const letters = await store.newestByWebhook([webhookId], { before: null, limit: 1 });
  const [letter] = letters.get(webhookId) ?? [];
  if (letter === undefined) throw new Error('The dead letter was not kept.');
  return toGlobalId('WebhookDeadLetter', letter.id);
}
