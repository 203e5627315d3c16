import { hash, verify } from '@node-rs/argon2';
import { DomainError } from '../errors.ts';
import { createGate } from './gate.ts';

/**
 * Argon2id (RFC 9106) with 19 MiB of memory and two passes, which the OWASP Password Storage Cheat Sheet names as
 * sufficient. The algorithm is the library's default; its enum can't be used with isolated modules.
 */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

const shortest = 12;
const longest = 200;

/**
 * Throws `INVALID_INPUT` unless the password has 12 to 200 characters. Nothing is asked of the kinds of characters
 * (NIST SP 800-63B, 5.1.1.2).
 */
export function checkNewPassword(password: string, field: string): void {
  // UTF-16 units bound the work, code points are what a person counts.
  const length = password.length > longest * 2 ? password.length : [...password].length;
  if (length < shortest || length > longest) {
    throw new DomainError('INVALID_INPUT', `${field} must have ${shortest} to ${longest} characters.`, [
      field,
    ]);
  }
}

/** NFC (RFC 8265), so that the same password typed on another keyboard or system is the same. */
function prepared(password: string): string {
  return password.normalize('NFC');
}

/** Two of the four threads that Node has for such work. */
const pass = createGate({ concurrent: 2, waiting: 100 });

/**
 * The password's hash as a PHC string, with a salt of its own. Throws {@link RateLimitedError} when too many wait.
 */
export function hashPassword(password: string): Promise<string> {
  return pass(() => hash(prepared(password), parameters));
}

let hashOfNobody: Promise<string> | null = null;

function standIn(): Promise<string> {
  hashOfNobody ??= hashPassword('a password of nobody').catch((error: unknown) => {
    // Not remembered: the next one tries again.
    hashOfNobody = null;
    throw error;
  });
  return hashOfNobody;
}

/**
 * Whether the password is the one that was hashed. With null (no such account, or one without a password) the answer
 * is false after the same work, so that the time taken doesn't tell whether there is an account. Throws
 * {@link RateLimitedError} when too many wait.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  // Made before either kind of account is looked at, so that the first of them doesn't take longer.
  const ofNobody = await standIn();
  const reference = passwordHash ?? ofNobody;
  // No stored password is longer than this; hashing a megabyte would only cost time.
  const tooLong = password.length > longest * 4;
  const matches = await pass(() => verify(reference, tooLong ? '' : prepared(password)));
  return matches && passwordHash !== null && !tooLong;
}
