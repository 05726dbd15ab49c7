import { describe, expect, test } from '@jest/globals';
import type { FileRow } from '../../../../lambda/core/file-row.ts';
import { fileReport } from '../../../../lambda/core/report/file-report.ts';
import type { FileRecord } from '../../../../scripts/lib/file/file-record.ts';
import { history } from '../../../../scripts/lib/file/history.ts';
import { list } from '../../../../scripts/lib/file/list.ts';
import { status } from '../../../../scripts/lib/file/status.ts';
import { tombstone } from '../../../../scripts/lib/file/tombstone.ts';
import type { Files, VerbOptions } from '../../../../scripts/lib/file/verb.ts';
import { UserError } from '../../../../scripts/lib/user-error.ts';
import { fileRow, filesOf, openRow } from './files.ts';

const versionsOf = (json: unknown) => (json as FileRecord[]).map(({ versionId }) => versionId);

describe('status', () => {
  const twice: FileRow[] = [
    fileRow({ versionId: 'new', uploadedAt: '2026-11-21T11:00:00.000Z' }),
    fileRow({ versionId: 'old', uploadedAt: '2026-11-20T11:00:00.000Z' }),
  ];

  test('tells the newest version, field by field like its report, and more', async () => {
    const { json } = await status.run(filesOf(...twice), 'orders.csv', {});
    const { schemaVersion: _version, ...report } = JSON.parse(String(fileReport(twice[0] as FileRow)));
    expect(json).toMatchObject(report);
    expect(json).toMatchObject({
      versionId: 'new',
      attempt: 1,
      notification: 'SENT',
      reportKey: `processed/${twice[0]?.documentId}.json`,
      reason: null,
      nextTryAt: null,
    });
  });

  test('shows people what they want to know', async () => {
    const { text } = await status.run(filesOf(...twice), 'orders.csv', {});
    for (const fact of [
      'orders.csv',
      'PROCESSED',
      'text/csv',
      '1,234,567 bytes',
      'delimiter: ";"',
      '2026-11-21T10:00:01.500Z',
      'sent to people and machines',
      `processed/${twice[0]?.documentId}.json`,
    ])
      expect(text).toContain(fact);
  });

  test('shows why a file was rejected', async () => {
    const row = fileRow({ status: 'REJECTED', reasonCode: 'MALFORMED_CSV', reason: 'Line 3 has 2 columns.' });
    expect((await status.run(filesOf(row), 'orders.csv', {})).text).toContain(
      'MALFORMED_CSV: Line 3 has 2 columns.',
    );
  });

  test('tells of a file in work how the work stands, but not its token', async () => {
    const { json, text } = await status.run(filesOf(openRow()), 'orders.csv', {});
    expect(text).toMatch(/In work until.*2026-11-21T10:05:00.000Z/);
    expect(text).toMatch(/Looked after at.*2026-11-21T16:00:00.000Z/);
    expect(json).toMatchObject({
      status: 'PROCESSING',
      reportKey: null,
      leaseUntil: '2026-11-21T10:05:00.000Z',
    });
    expect(text + JSON.stringify(json)).not.toContain('secret-token');
  });

  test('falls back to the version before when the newest row has just expired', async () => {
    const files = filesOf(...twice);
    const { table } = files;
    const get = async (documentId: string) =>
      documentId === twice[0]?.documentId ? undefined : table.get(documentId);
    const { json } = await status.run({ ...files, table: { ...table, get } }, 'orders.csv', {});
    expect(json).toMatchObject({ versionId: 'old' });
  });
});

describe('history', () => {
  test('tells all versions, oldest first, those of one millisecond by sequencer', async () => {
    const uploadedAt = '2026-11-21T10:00:00.000Z';
    const rows = ['0C', '0A', '0B'].map((sequencer) =>
      fileRow({ sequencer, uploadedAt, versionId: sequencer }),
    );
    const files = filesOf(...rows, fileRow({ fileName: 'orders.csv.gz' }));
    const { json, text } = await history.run(files, 'orders.csv', {});
    expect(versionsOf(json)).toEqual(['0A', '0B', '0C']);
    expect(text).toContain('3 versions');
    expect(text.indexOf('0A')).toBeLessThan(text.indexOf('0C'));
  });

  test('shows the row as it is in the table, not as the index has it', async () => {
    const row = fileRow({ status: 'REJECTED', reasonCode: 'EMPTY_FILE' });
    const files = filesOf(row);
    const stale = (async function* () {
      yield { ...row, status: 'PROCESSING' } as FileRow;
    })();
    const { json } = await history.run({ ...files, index: { ...files.index, byFile: () => stale } }, 'x', {});
    expect(json).toMatchObject([{ status: 'REJECTED' }]);
  });
});

describe('a forgotten version', () => {
  const row = fileRow({ versionId: 'forgotten', uploadedAt: '2026-11-21T12:00:00.000Z' });
  const files = filesOf(row, fileRow({ uploadedAt: '2026-11-20T12:00:00.000Z' }));

  test('is shown as such, with nothing of what it was', async () => {
    await files.table.write(tombstone(row, row, Date.parse('2026-11-21T13:00:00.000Z')));
    const shown = await status.run(files, 'orders.csv', {});
    expect(shown.text).toMatch(/Status +│ DELETED \(forgotten\)/);
    expect(shown.text).toMatch(/Reason +│ Forgotten at the request of the operator\./);
    expect(shown.text).toMatch(/Forgotten +│ 2026-11-21T13:00:00.000Z/);
    expect(shown.text).toMatch(/Revision +│ -/);
    expect(shown.text).not.toMatch(/delimiter|text\/csv|1,234,567|processed\//);
    expect(shown.json).toMatchObject({ isForgotten: true, reportKey: null, fileSize: null, eTag: null });
  });

  test('stands in the history, and in no list of a day', async () => {
    const { json, text } = await history.run(files, 'orders.csv', {});
    expect((json as FileRecord[]).map(({ isForgotten }) => isForgotten)).toEqual([false, true]);
    expect(text).toContain('DELETED (forgotten)');
    expect(versionsOf((await list.run(files, '', {})).json)).not.toContain('forgotten');
  });
});

describe.each([
  ['status', status],
  ['history', history],
])('%s of an unknown name', (_name, verb) => {
  test('is one sentence that says what to do', async () => {
    const run = verb.run(filesOf(fileRow()), 'no\nsuch', {});
    await expect(run).rejects.toThrow(UserError);
    await expect(run).rejects.toThrow(/"no\\nsuch".*environment dev.*npm run file -- list.*--environment/);
  });
});

describe('list', () => {
  const at = (processedAt: string, more: Partial<FileRow> = {}) =>
    fileRow({ processedAt, versionId: processedAt, ...more });
  const [first, second, yesterday] = [
    at('2026-11-21T00:00:00.000Z', { status: 'REJECTED', reasonCode: 'EMPTY_FILE' }),
    at('2026-11-21T23:59:59.999Z'),
    at('2026-11-20T23:59:59.999Z'),
  ];
  const inWork = openRow({ versionId: 'in-work', uploadedAt: '2026-11-20T00:00:00.000Z' });
  const unsent = at('2026-11-19T00:00:00.000Z', { openShard: '0', nextTryAt: '2026-11-19T06:00:00.000Z' });
  const files: Files = filesOf(second, yesterday, first, inWork, unsent);

  test.each<[string, VerbOptions, (string | undefined)[]]>([
    ['today', {}, [first.versionId, second.versionId]],
    ['another day', { day: '2026-11-20' }, [yesterday.versionId]],
    ['one status', { status: 'rejected' }, [first.versionId]],
    ['a day and a status', { day: '2026-11-20', status: 'REJECTED' }, []],
    ['what is in work', { status: 'PROCESSING' }, ['in-work']],
    ['what is in work and was uploaded on a day', { status: 'PROCESSING', day: '2026-11-20' }, ['in-work']],
    ['what is in work and was uploaded today', { status: 'PROCESSING', day: '2026-11-21' }, []],
  ])('tells %s', async (_what, options, expected) => {
    const { json, text } = await list.run(files, '', options);
    expect(versionsOf(json)).toEqual(expected);
    expect(text).toContain(expected.length === 0 ? 'No files' : `${expected.length} file`);
  });

  test('leaves out a row that was replayed since the index saw it', async () => {
    const reopened = openRow({ documentId: first.documentId });
    const stale = filesOf(first, second);
    const table = filesOf(reopened, second).table;
    expect(versionsOf((await list.run({ ...stale, table }, '', {})).json)).toEqual([second.versionId]);
  });

  test('reads only the rows that may have the wanted status', async () => {
    const read: string[] = [];
    const get = async (documentId: string) => {
      read.push(documentId);
      return files.table.get(documentId);
    };
    await list.run({ ...files, table: { ...files.table, get } }, '', { status: 'REJECTED' });
    expect(read).toEqual([first.documentId]);
  });

  test.each([
    ['a day that does not exist', { day: '2026-02-30' }],
    ['a day in another form', { day: '21.11.2026' }],
    ['an unknown status', { status: 'DONE' }],
  ])('refuses %s', async (_what, options) => {
    await expect(list.run(files, '', options)).rejects.toThrow(UserError);
  });

  test('reads thousands of rows in order, a limited number at a time', async () => {
    const rows = Array.from({ length: 2_000 }, (_, i) =>
      at(new Date(Date.UTC(2026, 10, 21) + i).toISOString()),
    );
    const many = filesOf(...rows);
    let [underWay, most] = [0, 0];
    const get = async (documentId: string) => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay--;
      return many.table.get(documentId);
    };
    const { json } = await list.run({ ...many, table: { ...many.table, get } }, '', {});
    expect(versionsOf(json)).toEqual(rows.map(({ versionId }) => versionId));
    expect(most).toBeGreaterThan(10);
    expect(most).toBeLessThanOrEqual(32);
  });

  test('passes a failed read on', async () => {
    const failing = { ...files.table, get: () => Promise.reject(new Error('denied')) };
    await expect(list.run({ ...files, table: failing }, '', {})).rejects.toThrow('denied');
  });

  test('lets no name forge a line', async () => {
    const forged = 'a.csv\n│ 2026-11-21T10:00:00.000Z │ PROCESSED │\u001b[1A\u202e';
    const { json, text } = await list.run(filesOf(fileRow({ fileName: forged })), '', {});
    const plain = await list.run(filesOf(fileRow({ fileName: 'a.csv' })), '', {});
    expect(text.replaceAll(/[^\p{Cc}\p{Cf}]/gu, '').replaceAll('\n', '')).toBe('');
    expect(text.split('\n').filter((line) => line.includes('text/csv'))).toHaveLength(1);
    expect(plain.text.split('\n')[0]).toBe(text.split('\n')[0]);
    expect(json).toMatchObject([{ fileName: forged }]);
  });
});
