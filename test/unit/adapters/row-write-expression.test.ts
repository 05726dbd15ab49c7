import { describe, expect, test } from '@jest/globals';
import { compileRowWrite } from '../../../lambda/adapters/row-write-expression.ts';
import {
  absent,
  and,
  differs,
  equals,
  exists,
  less,
  or,
  type Condition,
} from '../../../lambda/core/row-write.ts';

const conditionOf = (condition: Condition) =>
  compileRowWrite({ documentId: 'id', step: 'test', condition }).ConditionExpression;

describe('compileRowWrite', () => {
  test('puts every name and every value behind a placeholder', () => {
    expect(
      compileRowWrite({
        documentId: 'id',
        step: 'all',
        condition: and(equals('status', 'PROCESSING'), or(absent('token'), less('leaseUntil', 'now'))),
        set: { status: 'REJECTED', reason: '#status = :v0' },
        setIfAbsent: { revision: 1 },
        add: { attempt: -1 },
        remove: ['token', 'leaseUntil'],
      }),
    ).toEqual({
      ConditionExpression: '#status = :v0 AND (attribute_not_exists(#token) OR #leaseUntil < :v1)',
      UpdateExpression:
        'SET #status = :v2, #reason = :v3, #revision = if_not_exists(#revision, :v4) ADD #attempt :v5 REMOVE #token, #leaseUntil',
      ExpressionAttributeNames: {
        '#status': 'status',
        '#token': 'token',
        '#leaseUntil': 'leaseUntil',
        '#reason': 'reason',
        '#revision': 'revision',
        '#attempt': 'attempt',
      },
      ExpressionAttributeValues: {
        ':v0': 'PROCESSING',
        ':v1': 'now',
        ':v2': 'REJECTED',
        ':v3': '#status = :v0',
        ':v4': 1,
        ':v5': -1,
      },
    });
  });

  test('leaves the update out when nothing changes', () => {
    expect(compileRowWrite({ documentId: 'id', step: 'none', condition: exists('token'), set: {} })).toEqual({
      ConditionExpression: 'attribute_exists(#token)',
      ExpressionAttributeNames: { '#token': 'token' },
      ExpressionAttributeValues: {},
    });
  });

  test.each([
    ['one part', and(exists('token')), 'attribute_exists(#token)'],
    ['one part in one part', or(and(differs('token', 'a'))), '#token <> :v0'],
    [
      'several parts in one part in several parts',
      and(exists('token'), or(and(exists('status'), exists('reason')))),
      'attribute_exists(#token) AND (attribute_exists(#status) AND attribute_exists(#reason))',
    ],
  ])('writes no redundant parentheses: %s', (_what, condition, expected) => {
    expect(conditionOf(condition)).toBe(expected);
  });

  test.each([
    ['an empty group', { condition: and() }],
    ['an order of booleans', { condition: less('status', true) }],
    ['an attribute that is set and removed', { set: { token: 'a' }, remove: ['token'] as const }],
    ['an attribute that is set and added to', { set: { attempt: 1 }, add: { attempt: 1 } }],
    ['the key', { set: { documentId: 'other' } }],
  ])('refuses %s as a mistake in the program', (_what, more) => {
    const write = { documentId: 'id', step: 'test', condition: exists('token'), ...more };
    expect(() => compileRowWrite(write)).toThrow(TypeError);
  });
});
