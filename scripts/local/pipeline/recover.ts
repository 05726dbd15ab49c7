// What a runner finds when it begins: executions that an earlier one did not finish, and what their builds left.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildFoldersOf } from './codebuild/run-build.ts';
import { isRunning, markStopped } from './execution.ts';
import type { Store } from './store.ts';

const WHY = 'The earlier `npm start` ended while it ran.';

/** Marks them as stopped and removes the folders; returns the ids of the executions. */
export function recover(store: Store): string[] {
  const unfinished = store.list().filter(isRunning);
  for (const execution of unfinished) {
    removeBuilds(join(store.folderOf(execution.executionId), 'logs'));
    store.save(markStopped(execution, new Date().toISOString(), WHY));
  }
  return unfinished.map(({ executionId }) => executionId);
}

function removeBuilds(logs: string): void {
  if (!existsSync(logs)) return;
  const notes = readdirSync(logs, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.endsWith('.build'))
    .map((entry) => join(entry.parentPath, entry.name));
  for (const folder of notes) {
    for (const left of [...buildFoldersOf(folder), folder]) rmSync(left, { recursive: true, force: true });
  }
}
