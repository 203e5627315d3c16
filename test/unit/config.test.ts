import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, readConfig, settingsTable } from '../../src/config.ts';

const problemsOf = (environment: Record<string, string>): string => {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return '';
};

describe('configuration', () => {
  it('has a working default for every variable', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 4000,
      NODE_ENV: 'development',
      SAMPLE_DATA: 'on',
    });
    expect(config.MONGODB_URI).toBeUndefined();
  });

  it('counts an empty variable as unset', () => {
    expect(readConfig({ MONGODB_URI: '', PORT: '' })).toMatchObject({ PORT: 4000 });
  });

  it.each([
    ['PORT', 'abc'],
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['MONGODB_URI', 'postgres://x'],
    ['NODE_ENV', 'prod'],
    ['AUTH_SECRET', 'short'],
    ['ADMIN_EMAIL', 'nobody'],
    ['OIDC_ISSUER', 'not a url'],
    ['ALLOWED_ORIGINS', 'https://a.example, nonsense'],
    ['SAMPLE_DATA', 'yes'],
    ['LOG_LEVEL', 'loud'],
    ['DATABASE', 'a/b'],
    ['SMTP_URL', 'http://mail.example.org'],
    ['SMTP_URL', 'smtp://user:secret@'],
    ['SMTP_URL', 'smtp://user:100%secret@mail.example.org'],
    ['MAIL_FROM', 'Choan <choan@example.org>'],
    ['PUBLIC_URL', 'choan.example.org'],
    ['WEBHOOK_PRIVATE_ADDRESSES', 'yes'],
  ])('refuses %s=%s, names the variable and does not repeat a value that may be secret', (name, value) => {
    const message = problemsOf({ [name]: value });
    expect(message).toContain(`${name}:`);
    if (['AUTH_SECRET', 'SMTP_URL'].includes(name)) expect(message).not.toContain(value);
  });

  it('names every wrong variable at once', () => {
    const message = problemsOf({ PORT: 'x', LOG_LEVEL: 'x' });
    expect(message).toContain('PORT:');
    expect(message).toContain('LOG_LEVEL:');
  });

  it('refuses variables that only make sense together', () => {
    expect(problemsOf({ OIDC_ISSUER: 'https://id.example' })).toContain('OIDC_AUDIENCE:');
    expect(problemsOf({ ADMIN_EMAIL: 'a@example.org' })).toContain('ADMIN_PASSWORD:');
    const mail = problemsOf({ SMTP_URL: 'smtp://mail.example.org' });
    for (const name of ['MAIL_FROM', 'PUBLIC_URL']) expect(mail).toContain(`${name}:`);
    expect(problemsOf({ NODE_ENV: 'production', MONGODB_URI: 'mongodb://db' })).toContain('AUTH_SECRET:');
  });

  it('is what the README shows', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    // The formatter pads a table's columns.
    const unpadded = (text: string) => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
    expect(unpadded(readme)).toContain(unpadded(settingsTable()));
  });
});
