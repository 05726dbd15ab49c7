import { expect, test } from '@jest/globals';
import { costsOf } from '../../../../scripts/load/call-costs.ts';

test('calls are counted by the file, their median told, the dearest first', () => {
  const call = (operation: string, tookInMs: number) => ({ operation, tookInMs });
  const calls = [
    call('s3 GetObject', 4),
    call('s3 GetObject', 6),
    call('dynamodb UpdateItem', 1),
    call('dynamodb UpdateItem', 3),
    call('dynamodb UpdateItem', 2),
    call('dynamodb UpdateItem', 90),
    call('s3 ListObjectVersions', 1),
  ];
  expect(costsOf(calls, 2)).toEqual([
    { operation: 's3 GetObject', perFile: 1, medianInMs: 4 },
    { operation: 'dynamodb UpdateItem', perFile: 2, medianInMs: 2 },
    {
      operation: 's3 ListObjectVersions',
      perFile: 0.5,
      medianInMs: 1,
      remark: expect.stringContaining('AWS'),
    },
  ]);
});
