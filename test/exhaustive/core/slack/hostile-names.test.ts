// Names and reasons from strangers in what Slack is told: strings that are known to break things, and any others.
import fc from 'fast-check';
import { describe, test } from '@jest/globals';
import { fileNotice } from '../../../../lambda/core/notices/file-notice.ts';
import { committedRow } from '../../../support/events.ts';
import { expectHarmless, expectNoLinks, NAMES, told } from '../../../support/slack-judge.ts';
import { ALERTS_TOPIC } from '../../../support/slack-world.ts';

describe('a file', () => {
  test.each(NAMES.map((name) => [name.slice(0, 60), name]))(
    'with the name %j does no harm',
    (_label, name) => {
      const row = committedRow({
        status: 'REJECTED',
        reasonCode: 'MALFORMED_CSV',
        fileName: name,
        reason: name,
      });
      const message = told(fileNotice(row).machineText);
      expectHarmless(message);
      expectNoLinks(message);
    },
  );

  test('with any name and reason does no harm', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const row = committedRow({
          status: 'FAILED',
          reasonCode: 'NOT_READABLE',
          fileName: name,
          reason: name,
        });
        expectHarmless(told(fileNotice(row).machineText));
      }),
    );
  });
});

test('any JSON of the results topic gives a message that Slack takes', () => {
  const known = fc.constantFrom('file', 'digest', 'daily-report', 'something-new');
  fc.assert(
    fc.property(known, fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (type, fields, value) => {
      const names = [
        'status',
        'fileName',
        'reason',
        'byStatus',
        'topReasons',
        'firstNames',
        'day',
        'reportKey',
      ];
      const wild = Object.fromEntries(names.map((name) => [name, value]));
      expectHarmless(told({ ...wild, ...fields, type, notificationId: 'id' }));
    }),
  );
});

test.each(NAMES.map((name) => [name.slice(0, 60), name]))('an alert %j does no harm', (_label, text) =>
  expectHarmless(told(text, { topic: ALERTS_TOPIC, subject: text })),
);
