// Looks for what a stopped environment may have left: processes and files that know one private folder.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A private folder whose path is handed to a process as TMPDIR and so marks it and all that it starts. */
export interface Mark {
  folder: string;
  /** For the environment of the process to be watched. */
  environment: Record<string, string>;
  /** Process ids with the folder in their environment; only Linux tells. */
  processes(): number[];
  /** What lies in the temporary folder of the process. */
  files(): string[];
  /** Ends what is still there, so that a failed test does not hold up the others. */
  remove(): void;
}

export function createMark(): Mark {
  const folder = mkdtempSync(join(tmpdir(), 'traces-'));
  const temporary = mkdtempSync(join(folder, 'tmp-'));
  return {
    folder,
    environment: { TMPDIR: temporary, FILE_PROCESSING_STATE_FOLDER: join(folder, 'state') },
    processes: () => processesOf(folder),
    files: () => readdirSync(temporary),
    remove: () => {
      endAllOf(folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function processesOf(folder: string): number[] {
  return allProcesses().filter((pid) => environmentOf(pid).includes(folder));
}

/** Kills every process that has this folder in its environment. */
export function endAllOf(folder: string): void {
  for (const pid of processesOf(folder)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended in the meantime.
    }
  }
}

function allProcesses(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0);
}

/** Empty for a process that has ended meanwhile, and for a zombie, which is only an exit code that nobody has asked for. */
export function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}
