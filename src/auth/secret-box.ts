import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const ivBytes = 12;
const tagBytes = 16;
const format = 'v1.';

/** What was sealed can't be opened: it was sealed under another secret, in another place, or is damaged. */
export class SealedTextError extends Error {
  override readonly name = 'SealedTextError';
}

/**
 * Keeps what has to be stored and read again, as it stands in the database: AES-256-GCM under a key that HKDF (RFC 5869)
 * makes of the application's secret for one `purpose`. Who gets the database without that secret has nothing of it. What
 * is sealed is bound to its `place`, the id of its document for example: in another one it doesn't open.
 */
export function createSecretBox(applicationSecret: string, purpose: string) {
  const key = Buffer.from(hkdfSync('sha256', applicationSecret, '', `choan ${purpose}`, 32));

  return {
    seal(plain: Uint8Array, place: string): string {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
      cipher.setAAD(Buffer.from(place));
      const sealed = Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
      return `${format}${sealed.toString('base64url')}`;
    },

    /** HMAC-SHA-256 in hexadecimal: without the secret nobody can tell what a text was by trying. */
    digest: (text: string): string => createHmac('sha256', key).update(text).digest('hex'),

    /** Throws {@link SealedTextError}. */
    open(sealed: string, place: string): Buffer {
      const bytes = Buffer.from(sealed.slice(format.length), 'base64url');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), {
          authTagLength: tagBytes,
        });
        decipher.setAAD(Buffer.from(place));
        decipher.setAuthTag(bytes.subarray(-tagBytes));
        return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]);
      } catch (error) {
        throw new SealedTextError('It was stored under another AUTH_SECRET.', { cause: error });
      }
    },
  };
}

export type SecretBox = ReturnType<typeof createSecretBox>;
