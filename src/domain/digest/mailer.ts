import { BlockList, isIP, isIPv6 } from 'node:net';
import { createTransport } from 'nodemailer';
import type { Clock } from '../../clock.ts';
import type { SendMail } from './types.ts';

export interface MailerOptions {
  /** `smtp://` or `smtps://`, with user name and password where they are needed. */
  readonly smtpUrl: string;
  /** Address of the sender. */
  readonly from: string;
  /** Where people reach the application, and turn digests off. */
  readonly publicUrl: string;
  readonly clock: Clock;
  /** How long a mail may take altogether, in milliseconds; a minute when not given. */
  readonly limit?: number;
}

/** How long the mail server may be silent, in milliseconds. */
const patience = 10_000;
/** One that says a word now and then would hold up everybody's digests by its silences alone. */
const defaultLimit = 60_000;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether a host is this machine, so that nobody is in between. */
function isLoopback(host: string): boolean {
  if (isIP(host) === 0) return host.toLowerCase() === 'localhost';
  return loopback.check(host, isIPv6(host) ? 'ipv6' : 'ipv4');
}

/**
 * Sends mails of plain text through a mail server. Recipients and subjects are header fields, which the library encodes:
 * none of them can begin another field. Unless the mail server is on this machine, nothing goes to it but over TLS.
 */
export function createMailer({
  smtpUrl,
  from,
  publicUrl,
  clock,
  limit = defaultLimit,
}: MailerOptions): SendMail {
  const url = new URL(smtpUrl);
  const secure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const transport = createTransport({
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    // Whoever is in between could leave STARTTLS out of what the server offers, and would be told the password.
    requireTLS: !secure && !isLoopback(host),
    ...(url.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const footer = [
    '-- ',
    `You get this because you asked for digests at ${publicUrl}.`,
    'To turn them off, call the mutation setDigest(input: {digest: NEVER}), or the setting of your application.',
    '',
  ].join('\n');

  return async ({ to, subject, text }) => {
    await transport.sendMail({
      from,
      // An object isn't parsed: whatever the address holds, it is one.
      to: { name: '', address: to },
      subject,
      text: `${text}${footer}`,
      date: clock(),
      headers: { 'Auto-Submitted': 'auto-generated' },
      signal: AbortSignal.timeout(limit),
      list: { unsubscribe: { url: publicUrl, comment: 'setDigest' } },
    });
  };
}
