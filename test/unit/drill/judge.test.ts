import { describe, expect, test } from '@jest/globals';
import type { FileRow } from '../../../lambda/core/file-row.ts';
import { fileNotice } from '../../../lambda/core/notices/file-notice.ts';
import { fileReport } from '../../../lambda/core/report/file-report.ts';
import { judge, type Case } from '../../../scripts/drill/judge.ts';
import type { Heard } from '../../../scripts/lib/outside/ear.ts';
import type { Outside } from '../../../scripts/lib/outside/outside.ts';
import { committedRow } from '../../support/events.ts';

const QUEUES: Record<string, number> = {
  'http://q/0/p-e-file-queue': 0,
  'http://q/0/p-e-sqs-ParkedQueue-1': 0,
  'http://q/0/p-e-sqs-Rule-2': 0,
};

function rowNumber(n: number): FileRow {
  const documentId = `0f8fad5b-d9cb-869f-a165-70867728950${n}`;
  const open = committedRow({ documentId, versionId: `v${n}`, fileName: `${n}.csv` });
  const { token: _t, leaseUntil: _l, nextTryAt: _n, openShard: _o, ...row } = open;
  return { ...row, notification: 'SENT' };
}

const heardOf = (row: FileRow): Heard => ({
  body: JSON.parse(fileNotice(row).machineText) as Record<string, unknown>,
  attributes: {},
});

const ROWS = [rowNumber(1), rowNumber(2), rowNumber(3)];
const [FIRST = rowNumber(1)] = ROWS;
const VERSIONS = ROWS.map(({ fileName, versionId }) => ({ key: fileName, versionId }));

/** A system in which all is well, but for what the test changes. */
function violationsOf(
  change: { rows?: FileRow[]; versions?: typeof VERSIONS; queues?: Record<string, number> } & Partial<Case>,
): Promise<string[]> {
  const { rows = ROWS, versions = VERSIONS, queues = QUEUES, heard = ROWS.map(heardOf), ...rest } = change;
  const outputs: Record<string, string> = {
    FileQueueUrl: 'http://q/0/p-e-file-queue',
    ParkedQueueUrl: 'http://q/0/p-e-sqs-ParkedQueue-1',
  };
  const outside = {
    allRows: () => Promise.resolve(rows),
    allVersions: () => Promise.resolve(versions),
    report: (id: string) => {
      const row = ROWS.find(({ documentId }) => documentId === id);
      return row ? Promise.resolve(JSON.parse(fileReport(row).toString())) : Promise.reject(new Error('404'));
    },
    output: (name: string) => outputs[name] ?? '',
    queues: (prefix: string) =>
      Promise.resolve(Object.keys(queues).filter((url) => url.includes(`/${prefix}`))),
    depth: (url: string) => Promise.resolve(queues[url] ?? 0),
  } as unknown as Outside;
  return judge({ outside, heard, allowedRepeats: () => 0, ...rest }).then(({ violations }) => violations);
}

test('finds nothing where all is well', async () => expect(await violationsOf({})).toEqual([]));

describe('finds', () => {
  test('a version without a row', async () => {
    const versions = [...VERSIONS, { key: 'lost.csv', versionId: 'v9' }];
    expect(await violationsOf({ versions })).toEqual(['lost.csv v9 has 0 rows, not one.']);
  });

  test('a version with two rows', async () => {
    const twin = { ...rowNumber(4), fileName: FIRST.fileName, versionId: FIRST.versionId };
    expect(await violationsOf({ rows: [...ROWS, twin] })).toContain('1.csv v1 has 2 rows, not one.');
  });

  test('a row without a version, unless it was purged and the row says DELETED', async () => {
    const versions = VERSIONS.slice(1);
    expect(await violationsOf({ versions })).toEqual(['A row tells of 1.csv v1, which was never uploaded.']);
    expect(await violationsOf({ versions, purged: new Set(['1.csv v1']) })).toEqual([
      '1.csv v1 was purged, but its row does not say DELETED.',
    ]);
  });

  test('a message without a row', async () => {
    const heard = [...ROWS, rowNumber(7)].map(heardOf);
    expect(await violationsOf({ heard })).toHaveLength(1);
  });

  test('a message of a revision that the row does not have yet', async () => {
    const heard = [...ROWS, { ...FIRST, revision: 2 }].map(heardOf);
    expect(await violationsOf({ heard })).toEqual([`The message ${FIRST.documentId}-2 belongs to no row.`]);
  });

  test('a message in any queue but the parked one, and one that is not parked', async () => {
    const queues = { ...QUEUES, 'http://q/0/p-e-sqs-Rule-2': 1 };
    expect(await violationsOf({ queues })).toEqual(['http://q/0/p-e-sqs-Rule-2 holds 1 messages, not 0.']);
    expect(await violationsOf({ parked: 1 })).toEqual([
      'http://q/0/p-e-sqs-ParkedQueue-1 holds 0 messages, not 1.',
    ]);
  });

  test('repeats beyond the files that the dead processes had in work', async () => {
    const heard = [...ROWS, ...Array<FileRow>(5).fill(FIRST)].map(heardOf);
    expect(await violationsOf({ heard, deaths: 5 })).toEqual([]);
    expect(await violationsOf({ heard, deaths: 1 })).toEqual([
      '1.csv was announced 6 times; its faults explain 2.',
      '5 repeated messages are more than 1 deaths explain.',
    ]);
  });
});
