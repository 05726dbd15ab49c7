// Examples of the IAM User Guide ("Policy evaluation logic", "IAM JSON policy element reference", "Example policies"), with their documented results.
import { describe, expect, test } from '@jest/globals';
import { evaluate, type Verdict } from '../../../../../scripts/lib/iam/evaluate.ts';
import { statementsOf, type PolicyDocument } from '../../../../../scripts/lib/iam/policy.ts';

const ALLOWED: Verdict = { isAllowed: true };
const IMPLICIT: Verdict = { isAllowed: false, why: 'implicit' };
const EXPLICIT: Verdict = { isAllowed: false, why: 'explicit' };

const verdict = (
  document: PolicyDocument,
  [action, resource]: readonly [string, string],
  context: Record<string, string> = {},
) => evaluate(statementsOf(document), { action, resource, context });

describe('allow and deny', () => {
  // "Allows read and write access to objects in an S3 bucket".
  const bucket: PolicyDocument = {
    Statement: [
      {
        Sid: 'ListObjectsInBucket',
        Effect: 'Allow',
        Action: ['s3:ListBucket'],
        Resource: ['arn:aws:s3:::bucket'],
      },
      { Sid: 'AllObjectActions', Effect: 'Allow', Action: 's3:*Object', Resource: ['arn:aws:s3:::bucket/*'] },
    ],
  };
  test.each([
    ['s3:ListBucket', 'arn:aws:s3:::bucket', ALLOWED],
    ['s3:PutObject', 'arn:aws:s3:::bucket/a/b', ALLOWED],
    ['S3:PUTOBJECT', 'arn:aws:s3:::bucket/a', ALLOWED],
    ['s3:GetObjectVersion', 'arn:aws:s3:::bucket/a', IMPLICIT],
    ['s3:GetObject', 'arn:aws:s3:::other/a', IMPLICIT],
    ['s3:ListBucket', 'arn:aws:s3:::bucket/a', IMPLICIT],
  ] as const)('%s on %s', (action, resource, expected) =>
    expect(verdict(bucket, [action, resource])).toEqual(expected),
  );

  test('an explicit deny beats an allow', () => {
    const document: PolicyDocument = {
      Statement: [
        { Effect: 'Allow', Action: 's3:*', Resource: '*' },
        { Effect: 'Deny', Action: 's3:DeleteBucket', Resource: 'arn:aws:s3:::bucket' },
      ],
    };
    expect(verdict(document, ['s3:DeleteBucket', 'arn:aws:s3:::bucket'])).toEqual(EXPLICIT);
    expect(verdict(document, ['s3:DeleteBucket', 'arn:aws:s3:::other'])).toEqual(ALLOWED);
  });
});

describe('NotAction and NotResource', () => {
  // "NotAction with Allow": everything of S3 but DeleteBucket.
  test('allow all other actions', () => {
    const document: PolicyDocument = {
      Statement: { Effect: 'Allow', NotAction: 's3:DeleteBucket', Resource: 'arn:aws:s3:::*' },
    };
    expect(verdict(document, ['s3:PutObject', 'arn:aws:s3:::b/k'])).toEqual(ALLOWED);
    expect(verdict(document, ['s3:DeleteBucket', 'arn:aws:s3:::b'])).toEqual(IMPLICIT);
    expect(verdict(document, ['iam:ListUsers', '*'])).toEqual(IMPLICIT);
  });

  // "NotResource": deny S3 on all but one bucket.
  test('deny all other resources', () => {
    const document: PolicyDocument = {
      Statement: [
        { Effect: 'Allow', Action: 's3:*', Resource: '*' },
        {
          Effect: 'Deny',
          Action: 's3:*',
          NotResource: ['arn:aws:s3:::HRBucket/Payroll', 'arn:aws:s3:::HRBucket/Payroll/*'],
        },
      ],
    };
    expect(verdict(document, ['s3:GetObject', 'arn:aws:s3:::HRBucket/Payroll/may'])).toEqual(ALLOWED);
    expect(verdict(document, ['s3:GetObject', 'arn:aws:s3:::HRBucket/Other'])).toEqual(EXPLICIT);
  });
});

describe('conditions', () => {
  const under = (Condition: Record<string, Record<string, string | string[]>>): PolicyDocument => ({
    Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Condition },
  });
  const SNS = 'arn:aws:sns:us-east-1:123456789012:topic';

  test.each([
    // All operators and keys must hold, one value of each is enough.
    [
      { StringEquals: { 'aws:PrincipalTag/a': ['x', 'y'], 'aws:userid': 'u' } },
      { 'aws:principaltag/a': 'y', 'aws:userid': 'u' },
      true,
    ],
    [
      { StringEquals: { 'aws:PrincipalTag/a': ['x', 'y'], 'aws:userid': 'u' } },
      { 'aws:principaltag/a': 'y' },
      false,
    ],
    [
      { StringEquals: { 'aws:userid': 'u' }, Bool: { 'aws:SecureTransport': 'true' } },
      { 'aws:userid': 'u', 'aws:securetransport': 'false' },
      false,
    ],
    [{ StringEquals: { 'aws:userid': 'U' } }, { 'aws:userid': 'u' }, false],
    [{ StringEqualsIgnoreCase: { 'aws:userid': 'U' } }, { 'aws:userid': 'u' }, true],
    [{ StringLike: { 's3:prefix': ['home/*'] } }, { 's3:prefix': 'home/a/b' }, true],
    [{ StringLike: { 's3:prefix': ['home/?'] } }, { 's3:prefix': 'home/ab' }, false],
    // Of several values every one must match; none at all do.
    [{ 'ForAllValues:StringEquals': { 'events:source': 'a' } }, { 'events:source': 'a' }, true],
    [{ 'ForAllValues:StringEquals': { 'events:source': 'a' } }, { 'events:source': 'b' }, false],
    [{ 'ForAllValues:StringEquals': { 'events:source': 'a' } }, {}, true],
    [
      { 'ForAllValues:StringEquals': { 'events:source': 'a' }, Null: { 'events:source': 'false' } },
      {},
      false,
    ],
    // Negated: none of the values may match; a missing key is a match.
    [{ StringNotEquals: { 'aws:userid': ['a', 'b'] } }, { 'aws:userid': 'b' }, false],
    [{ StringNotEquals: { 'aws:userid': ['a', 'b'] } }, { 'aws:userid': 'c' }, true],
    [{ StringNotEquals: { 'aws:userid': 'a' } }, {}, true],
    [{ StringNotLike: { 's3:prefix': 'home/*' } }, { 's3:prefix': 'home/x' }, false],
    // A missing key matches no positive operator, unless it ends in IfExists.
    [{ StringEquals: { 'aws:userid': 'a' } }, {}, false],
    [{ StringEqualsIfExists: { 'aws:userid': 'a' } }, {}, true],
    [{ StringEqualsIfExists: { 'aws:userid': 'a' } }, { 'aws:userid': 'b' }, false],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, {}, false],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, { 'aws:securetransport': 'false' }, true],
    [{ Null: { 's3:if-none-match': 'true' } }, {}, true],
    [{ Null: { 's3:if-none-match': 'true' } }, { 's3:if-none-match': '*' }, false],
    [{ Null: { 's3:if-none-match': 'false' } }, { 's3:if-none-match': '*' }, true],
    // "Each of the six colon-delimited components of the ARN is checked separately and each can include multi-character match wildcards."
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:123456789012:*' } }, { 'aws:sourcearn': SNS }, true],
    [{ ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:*:123456789012:*' } }, { 'aws:sourcearn': SNS }, true],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:*:topic' } }, { 'aws:sourcearn': SNS }, false],
    [{ ArnNotLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:topic' } }, { 'aws:sourcearn': SNS }, false],
  ] as [Record<string, Record<string, string | string[]>>, Record<string, string>, boolean][])(
    '%j with %j: %s',
    (condition, context, isAllowed) =>
      expect(verdict(under(condition), ['s3:GetObject', 'arn:aws:s3:::b/k'], context)).toEqual(
        isAllowed ? ALLOWED : IMPLICIT,
      ),
  );

  test.each([
    [{ NumericLessThan: { 's3:max-keys': '10' } }],
    [{ StringLike: { 's3:prefix': '${aws:username}/*' } }],
  ])('what is not known is an error: %j', (condition) =>
    expect(() =>
      verdict(under(condition), ['s3:GetObject', 'x'], { 's3:max-keys': '1', 's3:prefix': 'a' }),
    ).toThrow(/teach it/),
  );
});
