import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../src/domain/webhook/addresses.ts';
import { checkUrl } from '../../src/domain/webhook/url.ts';
import { refused } from '../support/decision-path.ts';

describe('WH-7: addresses', () => {
  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '192.0.0.8',
    '192.0.2.1',
    '198.18.0.1',
    '203.0.113.9',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    'fe80::1',
    'fe80::1%eth0',
    '2606:4700::1111%eth0',
    'fc00::1',
    'fd12:3456::1',
    'fec0::1',
    'ff02::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '3fff::1',
    'localhost',
    '',
  ])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.32.0.1',
    '100.128.0.1',
    '192.0.1.1',
    '2606:4700::1111',
    '2a00:1450::1',
  ])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('WH-7: URLs', () => {
  it.each([
    'http://example.org/',
    'ftp://example.org/',
    'https://user@example.org/',
    'https://user:password@example.org/',
    'https://127.0.0.1/',
    // What else stands for 127.0.0.1.
    'https://0x7f.1/',
    'https://2130706433/',
    'https://0177.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[fd00::1]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://',
    'example.org',
    '',
    `https://example.org/${'x'.repeat(2000)}`,
  ])('%s is refused', (url) => {
    expect(() => checkUrl(url, false)).toThrow(refused('INVALID_INPUT', ['url']));
  });

  it('takes public ones, without what is never sent', () => {
    expect(checkUrl('https://Example.org:8443/hook?a=b#part', false)).toBe(
      'https://example.org:8443/hook?a=b',
    );
    expect(checkUrl('https://[2606:4700::1111]/', false)).toBe('https://[2606:4700::1111]/');
  });

  it('takes others where private addresses are allowed', () => {
    expect(checkUrl('http://127.0.0.1:8080/hook', true)).toBe('http://127.0.0.1:8080/hook');
    expect(() => checkUrl('file:///etc/passwd', true)).toThrow(refused('INVALID_INPUT', ['url']));
    expect(() => checkUrl('http://user@127.0.0.1/', true)).toThrow(refused('INVALID_INPUT', ['url']));
  });
});
