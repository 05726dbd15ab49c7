import { describe, expect, test } from '@jest/globals';
import { statementsOf } from '../../../../../scripts/lib/iam/policy.ts';
import { differences, type Evidence } from '../../../../../scripts/local/least-privilege/compare.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:1:table/files';
const context = { 'aws:securetransport': 'true' };
const call = (caller: string, action: string, resource: string) => ({
  caller,
  operation: action,
  needs: [{ action, resource, context }],
});

/** One function that reads and writes rows; the platform writes its logs. */
const GOOD: Evidence = {
  roles: [
    {
      id: 'FilesRole',
      functions: ['files'],
      statements: statementsOf({
        Statement: [
          {
            Sid: 'Rows',
            Effect: 'Allow',
            Action: ['dynamodb:GetItem', 'dynamodb:Query'],
            Resource: [TABLE, `${TABLE}/index/*`],
          },
          { Sid: 'Logs', Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: 'arn:aws:logs:x' },
        ],
      }),
    },
  ],
  calls: [
    call('files', 'dynamodb:GetItem', TABLE),
    call('files', 'dynamodb:Query', `${TABLE}/index/open`),
    call('files', 'dynamodb:Query', TABLE),
    call('files', 'dynamodb:GetItem', `${TABLE}/index/odd`),
  ],
  platform: [
    { role: /^FilesRole$/, actions: ['logs:PutLogEvents'], resource: 'arn:aws:logs:*', reason: 'Logs.' },
  ],
};

describe('granted = used', () => {
  test('holds', () => expect(differences(GOOD)).toEqual([]));

  test.each<[string, Evidence, string]>([
    [
      'a call that nobody allows',
      { ...GOOD, calls: [...GOOD.calls, call('files', 'dynamodb:PutItem', TABLE)] },
      `FilesRole lacks dynamodb:PutItem on ${TABLE}.`,
    ],
    [
      'an action that is used on another resource only',
      { ...GOOD, calls: GOOD.calls.slice(0, 3) },
      `FilesRole may dynamodb:GetItem on ${TABLE}/index/* (Rows), and nothing uses it.`,
    ],
    [
      'somebody unknown',
      { ...GOOD, calls: [...GOOD.calls, call('strange', 'dynamodb:GetItem', TABLE)] },
      'strange makes calls, and no role is known for it.',
    ],
    [
      'a platform that is not let in',
      { ...GOOD, roles: GOOD.roles.map((role) => ({ ...role, statements: role.statements.slice(0, 1) })) },
      'FilesRole lacks logs:PutLogEvents on arn:aws:logs:*: Logs.',
    ],
    [
      'a platform that does nothing',
      { ...GOOD, platform: [] },
      'FilesRole may logs:PutLogEvents on arn:aws:logs:x (Logs), and nothing uses it.',
    ],
    [
      'a function that does the work of the platform',
      { ...GOOD, calls: [...GOOD.calls, call('files', 'logs:PutLogEvents', 'arn:aws:logs:x')] },
      'FilesRole is seen using logs:PutLogEvents by itself; take it off the list of what the platform uses.',
    ],
  ])('tells of %s', (_name, evidence, line) => expect(differences(evidence)).toEqual([line]));

  test('tells of a function that did nothing, and of a role that is not there', () => {
    expect(differences({ ...GOOD, calls: [] })).toContain(
      'files made no call, so nothing is known of its role.',
    );
    expect(differences({ ...GOOD, roles: [], calls: [] })).toEqual([
      'The list of what the platform uses names ^FilesRole$, and no role is called so.',
    ]);
  });

  test('does not guess what "everything but" allows', () => {
    const statements = statementsOf({ Statement: { Effect: 'Allow', NotAction: 's3:*', Resource: '*' } });
    const roles = [{ id: 'FilesRole', functions: ['files'], statements }];
    expect(() => differences({ ...GOOD, roles })).toThrow(/name what it may do instead/);
  });
});
