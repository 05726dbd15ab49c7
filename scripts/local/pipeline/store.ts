// Executions as files: `executions/<id>/execution.json`, its definition, logs and artifacts beside it.
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../lib/user-error.ts';
import type { PipelineDefinition } from './definition.ts';
import { isRunning, type Execution } from './execution.ts';

/** Older executions are removed: each holds a copy of its source. */
const KEPT = 50;

export interface Store {
  save(execution: Execution): void;
  /** Newest first. */
  list(): Execution[];
  /** By its id or the beginning of one. Throws UserError when none or several fit. */
  find(id: string): Execution;
  saveDefinition(executionId: string, definition: PipelineDefinition): void;
  definitionOf(executionId: string): PipelineDefinition;
  /** The folder of an execution. */
  folderOf(executionId: string): string;
  /** Removes the oldest ended ones beyond the limit. */
  prune(): void;
}

/** The store in this folder, which need not exist yet. */
export function openStore(folder: string): Store {
  const folderOf = (id: string) => join(folder, id);
  const list = () => readAll(folder).sort((a, b) => b.number - a.number);
  return {
    folderOf,
    list,
    save: (execution) => writeWhole(join(folderOf(execution.executionId), 'execution.json'), execution),
    find: (id) => choose(list(), id),
    saveDefinition: (id, definition) => writeWhole(join(folderOf(id), 'definition.json'), definition),
    definitionOf: (id) => readJson<PipelineDefinition>(join(folderOf(id), 'definition.json')),
    prune: () => {
      for (const old of list()
        .slice(KEPT)
        .filter((execution) => !isRunning(execution))) {
        rmSync(folderOf(old.executionId), { recursive: true, force: true });
      }
    },
  };
}

/** Writes JSON so that a reader sees the old or the new text, never a part. */
export function writeWhole(file: string, content: unknown): void {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

export function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

function readAll(folder: string): Execution[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((id) => {
    const file = join(folder, id, 'execution.json');
    return existsSync(file) ? [readJson<Execution>(file)] : [];
  });
}

function choose(executions: readonly Execution[], id: string): Execution {
  const [found, ...more] = executions.filter(({ executionId }) => executionId.startsWith(id));
  if (found === undefined) {
    throw new UserError(`There is no execution ${id}; \`npm run pipeline -- list\` shows them.`);
  }
  if (more.length > 0)
    throw new UserError(`${more.length + 1} executions begin with ${id}; give more of the id.`);
  return found;
}
