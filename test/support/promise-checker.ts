// Knows only the promise: one terminal row a version, the report equal to the row, one message a row with the same content, queues empty.
import { expect } from '@jest/globals';
import type { FileRow } from '../../lambda/core/file-row.ts';
import { judgeMessages, judgeReport, judgeRow } from '../../scripts/lib/outside/promise.ts';
import { eventually } from './eventually.ts';
import type { Ear } from '../../scripts/lib/outside/ear.ts';
import type { Outside } from '../../scripts/lib/outside/outside.ts';

export interface Uploaded {
  key: string;
  versionId: string;
}

/** Waits until all uploads are announced and the queues are empty. */
export async function settled(
  outside: Outside,
  uploaded: readonly Uploaded[],
  withinMs: number,
): Promise<void> {
  const queues = ['FileQueueUrl', 'FileDeadLetterQueueUrl', 'ParkedQueueUrl'].map((name) =>
    outside.output(name),
  );
  await eventually(
    async () => {
      for (const queue of queues) expect(await outside.depth(queue)).toBe(0);
      expect(await outside.openRows()).toBe(0);
      for (const { key } of uploaded.slice(-1)) expect(await outside.rows(key)).not.toHaveLength(0);
    },
    { withinMs },
  );
}

/** Checks the whole promise for these uploads; returns the rows by `key\nversionId`. */
export async function expectPromiseKept(
  outside: Outside,
  ear: Ear,
  uploaded: readonly Uploaded[],
): Promise<Map<string, FileRow>> {
  const heard = await ear.collect();
  const found = new Map<string, FileRow>();
  for (const key of new Set(uploaded.map((upload) => upload.key))) {
    for (const row of await outside.rows(key)) found.set(`${key}\n${row.versionId}`, row);
  }
  const wanted = uploaded.map(({ key, versionId }) => `${key}\n${versionId}`);
  expect([...found.keys()].sort()).toEqual([...new Set(wanted)].sort());
  const messages = Map.groupBy(heard, ({ body }) => String(body.documentId));
  for (const row of found.values()) {
    const report = await outside.report(row.documentId);
    const own = messages.get(row.documentId) ?? [];
    expect([...judgeRow(row), ...judgeReport(row, report), ...judgeMessages(row, own, 0)]).toEqual([]);
  }
  return found;
}
