// The walk-through's judgement of a sample and the way it is shown.
import { describe, expect, it } from '@jest/globals';
import type { FileRow } from '../../../../lambda/core/file-row.ts';
import { sampleCard } from '../../../../scripts/local/sample-card.ts';
import { differences } from '../../../../scripts/local/samples.ts';

const processed: FileRow = {
  documentId: '0a1b2c3d-0000-8000-8000-000000000000',
  bucketName: 'source',
  fileName: 'samples/orders.csv',
  versionId: 'v1',
  fileType: 'text/csv',
  status: 'PROCESSED',
  recordCount: 1,
  lineCount: 2,
  wordCount: 7,
  uploadedAt: '2026-11-21T10:00:00.000Z',
  processedAt: '2026-11-21T10:00:00.250Z',
  attempt: 1,
  redriveRounds: 0,
  revision: 1,
};
const { recordCount: _records, lineCount: _lines, wordCount: _words, ...uncounted } = processed;
const rejected: FileRow = {
  ...uncounted,
  status: 'REJECTED',
  reasonCode: 'MALFORMED_CSV',
  reason: 'Line 3 has 4 columns, the header has 5.',
};

describe('differences', () => {
  it('are none when every foretold attribute is equal', () => {
    expect(differences({ status: 'PROCESSED', recordCount: 1 }, processed)).toEqual([]);
  });

  it('look for the orders among the details', () => {
    const row = { ...processed, details: { orderCount: 3 } };
    expect(differences({ orderCount: 3 }, row)).toEqual([]);
    expect(differences({ orderCount: 4 }, row)).toEqual(['orderCount is 3 and should be 4']);
    expect(sampleCard({ name: 'a', row, problems: [] }, 1)).toContain('3 orders, 1 record, 2 lines');
  });

  it('name the attribute, what it is and what it should be', () => {
    expect(differences({ status: 'REJECTED', reasonCode: 'EMPTY_FILE', lineCount: 3 }, processed)).toEqual([
      'status is PROCESSED and should be REJECTED',
      'reasonCode is absent and should be EMPTY_FILE',
      'lineCount is 2 and should be 3',
    ]);
  });
});

describe('sampleCard', () => {
  it('shows status, type, counts, time, report and notification of a good file', () => {
    const card = sampleCard(
      {
        name: 'orders.csv',
        row: processed,
        report: 's3://reports/processed/x.json',
        notification: 'It was.',
        problems: [],
      },
      12,
    );
    expect(card).toBe(
      [
        '✓  orders.csv    PROCESSED  text/csv  1 record, 2 lines, 7 words',
        '    took          250 ms from upload to result',
        '    report        s3://reports/processed/x.json',
        '    notification  It was.',
      ].join('\n'),
    );
  });

  it('shows code and reason of a rejected file', () => {
    expect(sampleCard({ name: 'bad.csv', row: rejected, problems: [] }, 7)).toContain(
      '    reason        MALFORMED_CSV: Line 3 has 4 columns, the header has 5.',
    );
  });

  it('shows what is wrong with a result, and a file without one', () => {
    const card = sampleCard({ name: 'bad.csv', problems: ['no result within 60 s'] }, 7);
    expect(card).toBe('✗  bad.csv  no result\n    PROBLEM       no result within 60 s');
  });
});
