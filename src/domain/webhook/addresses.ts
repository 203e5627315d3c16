import { BlockList, isIP, isIPv6 } from 'node:net';

/** IPv4 addresses that are not globally reachable, multicast and reserved ones (IANA special-purpose registry, RFC 6890). */
const notPublic4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Parts of the global unicast range of IPv6 that lead elsewhere: protocol assignments and tunnels, documentation, 6to4. */
const notPublic6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const refused4 = new BlockList();
for (const [network, prefix] of notPublic4) refused4.addSubnet(network, prefix, 'ipv4');
const refused6 = new BlockList();
for (const [network, prefix] of notPublic6) refused6.addSubnet(network, prefix, 'ipv6');
const globalUnicast6 = new BlockList();
globalUnicast6.addSubnet('2000::', 3, 'ipv6');

/**
 * Whether an IP address is one of the public internet. Of IPv6 only global unicast is (RFC 4291, 2.4): loopback,
 * link-local and unique local addresses, IPv4-mapped ones and the translations of IPv4 (64:ff9b::/96) all lie outside.
 * False for what is no IP address.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  if (!isIPv6(address)) return !refused4.check(address, 'ipv4');
  // A zone (`fe80::1%eth0`) belongs to addresses of one link.
  if (address.includes('%')) return false;
  return globalUnicast6.check(address, 'ipv6') && !refused6.check(address, 'ipv6');
}
