// The short forms of metric lines.
import { expect, test } from '@jest/globals';
import { expandMetrics } from '../../../../../scripts/local/page/dashboard-body.ts';

test('short forms mean what stands above', () => {
  const rows = expandMetrics([
    ['AWS/SQS', 'Age', 'QueueName', 'a', { label: 'x' }],
    ['.', 'Count', '.', '.'],
    ['...', 'b', { stat: 'p95' }],
    [{ expression: 'a + b', id: 'c' }],
    ['.', 'Other'],
  ]);
  const line = (name: string, dimensions: object, options: object = {}) => ({
    namespace: 'AWS/SQS',
    name,
    dimensions,
    options,
  });
  expect(rows).toEqual([
    line('Age', { QueueName: 'a' }, { label: 'x' }),
    line('Count', { QueueName: 'a' }),
    line('Count', { QueueName: 'b' }, { stat: 'p95' }),
    { expression: 'a + b', options: { id: 'c' } },
    line('Other', {}),
  ]);
});
