import { createHmac } from 'node:crypto';

/** What a secret begins with when it is shown (Standard Webhooks). */
const prefix = 'whsec_';

/** A signing key as receivers are given it: `whsec_` and its base64. */
export function shownSecret(key: Buffer): string {
  return `${prefix}${key.toString('base64')}`;
}

/**
 * The headers that say who sent a body, and when, by the Standard Webhooks specification
 * (https://www.standardwebhooks.com): HMAC-SHA256 over `id.timestamp.body`. `id` is the same at every attempt.
 */
export function signedHeaders(
  key: Buffer,
  message: { readonly id: string; readonly at: Date; readonly body: string },
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(message.at.getTime() / 1000));
  const signature = createHmac('sha256', key)
    .update(`${message.id}.${timestamp}.${message.body}`)
    .digest('base64');
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}
