import { isIP } from 'node:net';
import { DomainError } from '../../errors.ts';
import { isPublicAddress } from './addresses.ts';

const longestUrl = 2000;

/** The host of a URL without the brackets of an IPv6 address. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

/**
 * Why nothing may be sent to the URL, or null. Unless private addresses are allowed it must be https, and not name an
 * address that isn't public; what a host name stands for shows when it is connected to.
 */
export function urlProblem(url: URL, privateAddresses: boolean): string | null {
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  if (url.protocol !== 'https:' && !(privateAddresses && url.protocol === 'http:'))
    return privateAddresses ? 'must start with https:// or http://' : 'must start with https://';
  const host = hostOf(url);
  if (!privateAddresses && isIP(host) !== 0 && !isPublicAddress(host)) return 'must be a public address';
  return null;
}

/** The URL in its normal form (WHATWG URL). Throws `INVALID_INPUT` for one that nothing may be sent to. */
export function checkUrl(value: string, privateAddresses: boolean): string {
  const url = value.length <= longestUrl && URL.canParse(value) ? new URL(value) : null;
  const problem =
    url === null ? `must be a URL of at most ${longestUrl} characters` : urlProblem(url, privateAddresses);
  if (url === null || problem !== null) throw new DomainError('INVALID_INPUT', `url ${problem}.`, ['url']);
  // A fragment is never sent.
  url.hash = '';
  return url.href;
}
