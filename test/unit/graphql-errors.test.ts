import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import { DomainError, RateLimitedError, UnauthenticatedError } from '../../src/errors.ts';
import { createErrorFormatter } from '../../src/graphql/errors.ts';
import { present } from '../../src/graphql/existing.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { inRequest } from '../../src/observability/request-scope.ts';

function format(error: unknown): { shown: GraphQLFormattedError; log: string } {
  let log = '';
  const logger = createLogger({ level: 'info', destination: { write: (line) => void (log += line) } });
  const shown = inRequest('request-1', () => createErrorFormatter(logger)(error));
  return { shown, log };
}

/** As GraphQL wraps what a resolver throws. */
const located = (originalError: Error) =>
  new GraphQLError(originalError.message, { originalError, path: ['plan'] });

describe('errors of an answer', () => {
  it.each([
    [new DomainError('NOT_FOUND', 'No such plan.', ['planId']), { code: 'NOT_FOUND', field: ['planId'] }],
    [new DomainError('CONFLICT', 'Somebody else was first.'), { code: 'CONFLICT' }],
    [new UnauthenticatedError('Sign in first.'), { code: 'UNAUTHENTICATED' }],
    [new RateLimitedError('Too many.', 30), { code: 'RATE_LIMITED', retryAfter: 30 }],
  ])('keep the code and message of %s', (error, extensions) => {
    const { shown, log } = format(located(error));
    expect(shown).toEqual({ message: error.message, path: ['plan'], extensions });
    expect(log).toBe('');
  });

  it('find the code through several wrappings', () => {
    const { shown } = format(located(located(new DomainError('FROZEN', 'The draft is frozen.'))));
    expect(shown.extensions).toEqual({ code: 'FROZEN' });
  });

  it.each([
    new TypeError('secret detail'),
    new mongoose.Error.CastError('ObjectId', 'secret detail', '_id'),
    new mongoose.mongo.MongoServerError({ message: 'secret detail', code: 11000 }),
    new GraphQLError('secret detail', { extensions: { code: 'SOMETHING_ELSE' } }),
  ])('mask %s, with the id by which the log tells of it', (error) => {
    const { shown, log } = format(located(error));
    expect(shown.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', requestId: 'request-1' });
    expect(JSON.stringify(shown)).not.toContain('secret detail');
    expect(JSON.parse(log)).toMatchObject({ level: 'error', requestId: 'request-1', path: ['plan'] });
    expect(log).toContain('secret detail');
  });

  it('tell the log, and not the caller, what is missing that a record refers to', () => {
    let missing: unknown;
    try {
      present(null, 'plan of key task 17');
    } catch (error) {
      missing = error;
    }
    const { shown, log } = format(located(missing as Error));
    expect(shown.extensions?.['code']).toBe('INTERNAL_SERVER_ERROR');
    expect(JSON.stringify(shown)).not.toContain('key task 17');
    expect(log).toContain('The plan of key task 17 is missing.');
    expect(present(0, 'number')).toBe(0);
  });

  it('mask what is no error at all', () => {
    expect(format('secret detail').shown.message).not.toContain('secret');
  });

  it.each([
    'Variable "$id" got invalid value 1; ID cannot represent',
    'Argument "first" has invalid value "x".',
  ])('say what is wrong with the input: %s', (message) => {
    expect(format(new GraphQLError(message)).shown).toEqual({
      message,
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });
});

describe('the log', () => {
  it('never holds a secret that was handed to it', () => {
    let log = '';
    const logger = createLogger({ level: 'info', destination: { write: (line) => void (log += line) } });
    logger.info({
      token: 'hunter2',
      headers: { authorization: 'Bearer hunter2' },
      a: { b: { password: 'hunter2' } },
    });
    expect(log).not.toContain('hunter2');
    expect(log).toContain('[removed]');
  });
});
