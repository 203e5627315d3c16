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
}

/** How long the mail server may be silent, in milliseconds. */
const patience = 10_000;

/**
 * Sends mails of plain text through a mail server. Recipients and subjects are header fields, which the library encodes:
 * none of them can begin another field.
 */
export function createMailer({ smtpUrl, from, publicUrl, clock }: MailerOptions): SendMail {
  const url = new URL(smtpUrl);
  const secure = url.protocol === 'smtps:';
  const transport = createTransport({
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
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
      list: { unsubscribe: { url: publicUrl, comment: 'setDigest' } },
    });
  };
}
