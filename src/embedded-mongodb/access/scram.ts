import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';

/** What MongoDB takes for SCRAM-SHA-256 (scramSHA256IterationCount); RFC 7677 asks for 4,096 at least. */
const ITERATIONS = 15_000;
const HASH_BYTES = 32;
/** 28 bytes, as MongoDB has them for SCRAM-SHA-256. */
const SALT_BYTES = 28;
const NONCE_BYTES = 24;

/** What a server keeps of a password (RFC 5802, section 3); none of it is enough to sign in. */
export interface ScramCredentials {
  readonly user: string;
  readonly salt: Buffer;
  readonly iterations: number;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

/** The exchange has failed. Why is told to nobody: an answer that differed would tell which users there are. */
export class ScramError extends Error {
  override name = 'ScramError';
}

const hash = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Credentials with a new salt. The password has to be printable ASCII, which SASLprep (RFC 4013) leaves as it is. */
export function deriveCredentials(user: string, password: string): ScramCredentials {
  const salt = randomBytes(SALT_BYTES);
  const salted = pbkdf2Sync(password, salt, ITERATIONS, HASH_BYTES, 'sha256');
  return {
    user,
    salt,
    iterations: ITERATIONS,
    storedKey: hash(hmac(salted, 'Client Key')),
    serverKey: hmac(salted, 'Server Key'),
  };
}

/** Makes a user that doesn't exist look like one that does: the same salt every time, and keys that fit no password. */
const secretOfStrangers = randomBytes(HASH_BYTES);

function credentialsOfStranger(user: string): ScramCredentials {
  return {
    user,
    salt: hmac(secretOfStrangers, user).subarray(0, SALT_BYTES),
    iterations: ITERATIONS,
    storedKey: hmac(secretOfStrangers, `stored ${user}`),
    serverKey: hmac(secretOfStrangers, `server ${user}`),
  };
}

/** `name=value` of each part of a message, in its order (RFC 5802, section 7). */
function attributes(message: string): [name: string, value: string][] {
  return message.split(',').map((part) => {
    if (!/^[a-z]=/i.test(part)) throw new ScramError('malformed message');
    return [part.charAt(0), part.slice(2)];
  });
}

/** A user name: `=2C` and `=3D` stand for a comma and an equals sign, and nothing else begins with `=`. */
function decodeName(text: string): string {
  if (/=(?!2C|3D)/.test(text)) throw new ScramError('malformed user name');
  return text.replaceAll('=2C', ',').replaceAll('=3D', '=');
}

/**
 * The server's side of one SCRAM-SHA-256 exchange (RFC 5802, RFC 7677), without channel binding. `first` answers the
 * client's first message, `final` its second one; both throw ScramError, after which the exchange is over.
 */
export class ScramExchange {
  readonly user: string;
  private readonly credentials: ScramCredentials;
  private readonly gs2Header: string;
  private readonly clientFirstBare: string;
  private readonly nonce: string;
  private readonly serverFirst: string;

  /** `message` is the client's first message. `known` are the credentials of the only user, undefined if there is none. */
  constructor(known: ScramCredentials | undefined, message: Buffer) {
    const match = /^([ny],,)(.*)$/s.exec(message.toString('utf8'));
    if (match === null) throw new ScramError('channel binding or another identity asked for');
    this.gs2Header = match[1]!;
    this.clientFirstBare = match[2]!;
    const [user, nonce] = attributes(this.clientFirstBare);
    if (user?.[0] !== 'n' || nonce?.[0] !== 'r' || nonce[1] === '') throw new ScramError('malformed message');
    this.user = decodeName(user[1]);
    // Made in any case, so that the answer for a user that exists doesn't come sooner.
    const stranger = credentialsOfStranger(this.user);
    this.credentials = known?.user === this.user ? known : stranger;
    this.nonce = nonce[1] + randomBytes(NONCE_BYTES).toString('base64');
    const { salt, iterations } = this.credentials;
    this.serverFirst = `r=${this.nonce},s=${salt.toString('base64')},i=${iterations}`;
  }

  /** The server's first message. */
  first(): Buffer {
    return Buffer.from(this.serverFirst);
  }

  /** The server's final message, when the client has proved that it knows the password. */
  final(message: Buffer): Buffer {
    const text = message.toString('utf8');
    const proofAt = text.lastIndexOf(',p=');
    if (proofAt === -1) throw new ScramError('no proof');
    const withoutProof = text.slice(0, proofAt);
    const [binding, nonce] = attributes(withoutProof);
    if (binding?.[0] !== 'c' || Buffer.from(binding[1], 'base64').toString() !== this.gs2Header) {
      throw new ScramError('another channel binding than in the first message');
    }
    if (nonce?.[0] !== 'r' || nonce[1] !== this.nonce) throw new ScramError('another nonce');
    const authMessage = `${this.clientFirstBare},${this.serverFirst},${withoutProof}`;
    const proof = Buffer.from(text.slice(proofAt + 3), 'base64');
    const signature = hmac(this.credentials.storedKey, authMessage);
    if (proof.length !== signature.length) throw new ScramError('malformed proof');
    const clientKey = Buffer.from(proof.map((byte, at) => byte ^ signature[at]!));
    if (!timingSafeEqual(hash(clientKey), this.credentials.storedKey)) throw new ScramError('wrong password');
    return Buffer.from(`v=${hmac(this.credentials.serverKey, authMessage).toString('base64')}`);
  }
}
