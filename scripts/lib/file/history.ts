// `npm run file -- history KEY`: every version of a file, oldest first.
import type { FileRow } from '../../../lambda/core/file-row.ts';
import { drawTable } from './draw-table.ts';
import { toRecord } from './file-record.ts';
import { findVersions } from './look-up.ts';
import { showCount, showOptional, showReason, showRevision, showStatus } from './show-row.ts';
import { showText } from './show-text.ts';
import type { Verb } from './verb.ts';

const HEAD = [
  '#',
  'Uploaded',
  'Status',
  'Type',
  'Bytes',
  'Records',
  'Lines',
  'Revision',
  'Version',
  'Reason',
];

export const history: Verb = {
  usage: 'history <key>',
  description: 'every version of a file, oldest first',
  options: [],
  run: async (files, key) => {
    const rows = await findVersions(files, key);
    const title = `${showText(key)}: ${rows.length} ${rows.length === 1 ? 'version' : 'versions'}`;
    return {
      json: rows.map(toRecord),
      text: `${title}\n${drawTable({ head: HEAD, rows: rows.map(cellsOf) })}`,
    };
  },
};

function cellsOf(row: FileRow, index: number): string[] {
  return [
    String(index + 1),
    row.uploadedAt,
    showStatus(row),
    showOptional(row.fileType),
    showCount(row.fileSize),
    showCount(row.recordCount),
    showCount(row.lineCount),
    showRevision(row),
    showText(row.versionId),
    showReason(row),
  ];
}
