// One sentence with the next step for what people can mend; undefined for what only a stack trace explains.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { UserError, explain } from '../../../../scripts/lib/user-error.ts';

interface Shape {
  name?: string;
  message?: string;
  code?: string;
  status?: number;
}

function error({ name = 'Error', message = 'm', code, status }: Shape): Error {
  return Object.assign(new Error(message), {
    name,
    ...(code && { code }),
    ...(status && { $metadata: { httpStatusCode: status } }),
  });
}

const before = process.env.AWS_ENDPOINT_URL;
beforeEach(() => void delete process.env.AWS_ENDPOINT_URL);
afterEach(() => {
  if (before !== undefined) process.env.AWS_ENDPOINT_URL = before;
});

describe('explain', () => {
  test.each<[string, Shape, RegExp]>([
    [
      'missing credentials',
      { name: 'CredentialsProviderError' },
      /No AWS credentials were found; set AWS_PROFILE/,
    ],
    ['an expired token', { name: 'ExpiredTokenException', status: 403 }, /expired; sign in again/],
    [
      'an expired sign-in',
      { name: 'CredentialsProviderError', message: 'The SSO token has expired' },
      /expired; sign in again/,
    ],
    ['a wrong key', { name: 'InvalidClientTokenId', status: 403 }, /does not accept these credentials/],
    ['a missing region', { message: 'Region is missing' }, /set AWS_REGION/],
    ['a refused connection', { code: 'ECONNREFUSED' }, /Cannot reach AWS \(ECONNREFUSED\)/],
    ['an unknown host', { code: 'ENOTFOUND' }, /Cannot reach AWS \(ENOTFOUND\)/],
    ['silence', { name: 'TimeoutError' }, /Cannot reach AWS \(TimeoutError\)/],
    [
      'a denied call',
      { name: 'AccessDenied', message: 'User u is not authorized', status: 403 },
      /denied the call \(User u is/,
    ],
    ['a wrong clock', { name: 'RequestTimeTooSkewed', status: 403 }, /clock of this machine/],
    ['throttling', { name: 'ThrottlingException', status: 400 }, /throttling this account/],
    [
      'any other answer',
      { name: 'ValidationError', message: 'bad', status: 400 },
      /^AWS answered ValidationError: bad$/,
    ],
  ])('tells %s', (_what, shape, sentence) => {
    expect(explain(error(shape))).toMatch(sentence);
  });

  test('names the endpoint that AWS_ENDPOINT_URL leads to', () => {
    process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:1';
    expect(explain(error({ code: 'ECONNREFUSED' }))).toContain('http://127.0.0.1:1 (from AWS_ENDPOINT_URL)');
  });

  test('looks into a refused connection to a name with two addresses', () => {
    expect(explain(new AggregateError([error({ code: 'ECONNREFUSED' })]))).toContain('ECONNREFUSED');
  });

  test('passes our own sentences on, also as a cause', () => {
    expect(explain(new UserError('Do this.'))).toBe('Do this.');
    expect(explain(new Error('outer', { cause: new UserError('Do this.') }))).toBe('Do this.');
  });

  test('has nothing to say about a fault of the program', () => {
    expect(explain(new TypeError('x is not a function'))).toBeUndefined();
    expect(explain('text')).toBeUndefined();
  });
});
