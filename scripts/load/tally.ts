// Counts what was lost and what was doubled, from outside: uploads against rows against what a machine subscriber heard.
import type { FileRow } from '../../lambda/core/file-row.ts';
import type { Heard } from '../lib/outside/ear.ts';
import type { MixedFile } from '../lib/outside/mixed-files.ts';
import { judgeRow } from '../lib/outside/promise.ts';

/** One upload that was answered. */
export interface Upload {
  file: MixedFile;
  versionId: string;
  /** Epoch milliseconds before the first byte was sent. */
  begunAt: number;
}

export interface Evidence {
  uploads: readonly Upload[];
  rows: readonly FileRow[];
  heard: readonly Heard[];
}

export interface Tally {
  /** Uploads without a row that is terminal and announced, or without a message. */
  lost: number;
  /** Rows beyond one an upload, and machine messages beyond one a file; rows and messages of what nobody uploaded, too. */
  doubled: number;
  /** Uploads with another verdict than they deserve. */
  wrong: number;
  /** The first ones of all, in words. */
  told: string[];
}

const MOST_TOLD = 12;

/** Judges a system that has come to rest. */
export function tally({ uploads, rows, heard }: Evidence): Tally {
  const rowsOf = Map.groupBy(rows, ({ fileName, versionId }) => nameOf(fileName, versionId));
  const messagesOf = Map.groupBy(heard, ({ body }) => nameOf(String(body.fileName), String(body.versionId)));
  const found = uploads.map((upload) => {
    const name = nameOf(upload.file.key, upload.versionId);
    return judgeUpload(upload, rowsOf.get(name) ?? [], messagesOf.get(name) ?? []);
  });
  const known = new Set(uploads.map(({ file, versionId }) => nameOf(file.key, versionId)));
  const strays = [...rowsOf.keys(), ...messagesOf.keys()].filter((name) => !known.has(name));
  const sum = (part: 'lost' | 'doubled' | 'wrong') => found.reduce((total, it) => total + it[part], 0);
  const told = [
    ...found.flatMap((it) => it.told),
    ...strays.map((name) => `${name} was never uploaded, and there is a row or a message of it.`),
  ];
  return {
    lost: sum('lost'),
    doubled: sum('doubled') + strays.length,
    wrong: sum('wrong'),
    told:
      told.length > MOST_TOLD
        ? [...told.slice(0, MOST_TOLD), `… and ${told.length - MOST_TOLD} more.`]
        : told,
  };
}

const nameOf = (key: string, versionId: string) => `${key} ${versionId}`;

function judgeUpload({ file }: Upload, rows: readonly FileRow[], messages: readonly Heard[]): Tally {
  const [row] = rows;
  const flaws = row ? judgeRow(row) : [`${file.key} has no row.`];
  const silence = messages.length === 0 ? [`${file.key} was never announced.`] : [];
  const copies = Math.max(0, rows.length - 1) + Math.max(0, messages.length - 1);
  const verdict = row ? wrongVerdict(file, row) : [];
  return {
    lost: flaws.length + silence.length > 0 ? 1 : 0,
    doubled: copies,
    wrong: verdict.length,
    told: [
      ...flaws,
      ...silence,
      ...(copies > 0 ? [`${file.key} has ${rows.length} rows and ${messages.length} messages.`] : []),
      ...verdict,
    ],
  };
}

function wrongVerdict({ key, expected }: MixedFile, row: FileRow): string[] {
  const { status, reasonCode, recordCount } = row;
  const isRight =
    status === expected.status &&
    reasonCode === expected.reasonCode &&
    (expected.recordCount === undefined || expected.recordCount === recordCount);
  const shown = [status, reasonCode, recordCount].filter((it) => it !== undefined).join('/');
  return isRight ? [] : [`${key} is ${shown}, not ${Object.values(expected).join('/')}.`];
}
