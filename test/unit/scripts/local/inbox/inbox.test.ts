// The inbox: which topics it listens to and how, what it keeps, and how the command shows it.
import { afterAll, describe, expect, test } from '@jest/globals';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTemplate } from '../../../../../scripts/lib/template.ts';
import { createKeptMessages, readKeptMessages } from '../../../../../scripts/local/inbox/kept-messages.ts';
import { fullMessage, inboxTable, newMessages, pick } from '../../../../../scripts/local/inbox/show.ts';
import { subscriptionsOf } from '../../../../../scripts/local/inbox/subscriptions.ts';

const message = (at: number) => ({
  at: '2026-01-02T03:04:05.000Z',
  topic: 'results',
  subject: `subject ${at}`,
  text: `first line ${at}\nsecond line\n`,
  message: '{}',
  attributes: {},
});
const many = (count: number, from = 0) => Array.from({ length: count }, (_, at) => message(from + at));

describe('subscriptions', () => {
  const template = readFileSync(new URL('../../../../../templates/sns.yaml', import.meta.url), 'utf8');
  const outputs = { ResultsTopicArn: 'arn:results', AlertsTopicArn: 'arn:alerts' };
  const read = (text: string, parameters: Record<string, string> = {}) =>
    subscriptionsOf({ document: parseTemplate(text, 'sns'), parameters, outputs });

  test('are those of the mails in our template, with their filter, whether or not an address is given', () => {
    const [results, alerts, ...others] = read(template);
    expect(others).toEqual([]);
    expect(results).toMatchObject({
      topic: 'results',
      topicArn: 'arn:results',
      filterPolicyScope: 'MessageAttributes',
    });
    expect(JSON.parse(results?.filterPolicy ?? '')).toEqual({ audience: ['all'] });
    expect(alerts).toEqual({ topic: 'alerts', topicArn: 'arn:alerts' });
  });

  test('follow the parameter that narrows the filter', () => {
    const policyFor = (ResultsEmailFilter: string) =>
      JSON.parse(read(template, { ResultsEmailFilter })[0]?.filterPolicy ?? '') as unknown;
    expect(policyFor('failures')).toEqual({ audience: ['all'], status: ['REJECTED', 'FAILED', 'DELETED'] });
    expect(policyFor('reports')).toEqual({ audience: ['all'], type: ['daily-report'] });
  });

  test('change with the template', () => {
    const [results] = read(template.replaceAll('- all', '- everybody').replaceAll('[all]', '[everybody]'));
    expect(results?.filterPolicy).toContain('everybody');
  });
});

describe('kept messages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'inbox-'));
  const file = join(folder, 'inbox.ndjson');
  afterAll(() => rmSync(folder, { recursive: true }));

  test('are the newest thousand, also for another process, and the file stays bounded', () => {
    const kept = createKeptMessages(file);
    for (let at = 0; at < 3_000; at += 100) kept.add(many(100, at));
    expect(kept.list()).toEqual(many(1_000, 2_000).toReversed());
    expect(readKeptMessages(file)).toEqual(kept.list());
    expect(readFileSync(file, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(1_200);
  });

  test('do not count a line that is being written', () => {
    const kept = createKeptMessages(file);
    expect(readKeptMessages(file)).toEqual([]);
    kept.add([message(1)]);
    appendFileSync(file, '{"at": "2026');
    expect(readKeptMessages(file)).toEqual([message(1)]);
    kept.remove();
    expect(readKeptMessages(file)).toEqual([]);
  });
});

describe('the command', () => {
  test('lists the newest with their numbers and says how to see more', () => {
    const text = inboxTable(many(40).toReversed());
    expect(text).toMatch(/│ 1 +│ 2026-01-02 03:04:05 │ results │ subject 39 │ first line 39/);
    expect(text).toContain('30 messages of 40; all of them: npm run inbox -- --json');
    expect(inboxTable([])).toBe('No message yet.');
  });

  test('shows one in full, and says which numbers there are', () => {
    expect(fullMessage(pick(many(2), '2'))).toBe(
      '2026-01-02T03:04:05.000Z  results\nSubject: subject 1\n\nfirst line 1\nsecond line\n',
    );
    for (const number of ['0', '3', '-1', 'x', '1.5'])
      expect(() => pick(many(2), number)).toThrow(`There is no message ${number}; numbers go from 1 to 2.`);
    expect(() => pick([], '1')).toThrow('there is no message yet');
  });

  test('follows: tells what is new, the oldest first', () => {
    const [before, now] = [many(2).toReversed(), many(4).toReversed()];
    expect(newMessages(before, now)).toEqual([message(2), message(3)]);
    expect(newMessages([], before)).toEqual([message(0), message(1)]);
    expect(newMessages(now, now)).toEqual([]);
  });
});
