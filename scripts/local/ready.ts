// `.local/ready.json`: how other commands find the environment that `npm start` runs.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../lib/user-error.ts';
import { pointSdkAt } from './engine-environment.ts';
import { isHealthy } from './engine.ts';
import { STATE } from './paths.ts';

export interface ReadyInfo {
  /** `http://127.0.0.1:<port>` */
  endpoint: string;
  region: string;
  accountId: string;
  projectName: string;
  environmentName: string;
  /** Of the local pages; absent with `--exit`, which serves none. */
  pageUrl?: string;
  /** Ends everything on SIGTERM or SIGINT. */
  pid: number;
}

const FILE = join(STATE, 'ready.json');

/** Says that the environment may be used. The file appears as a whole. */
export function writeReady(info: ReadyInfo): void {
  mkdirSync(STATE, { recursive: true });
  writeFileSync(`${FILE}.new`, `${JSON.stringify(info, null, 2)}\n`);
  renameSync(`${FILE}.new`, FILE);
}

export function removeReady(): void {
  rmSync(FILE, { force: true });
}

/** The running environment, or undefined; a file that a killed `npm start` left behind counts for nothing. */
export async function readReady(): Promise<ReadyInfo | undefined> {
  const info = readFileOrNothing();
  return info !== undefined && isRunning(info.pid) && (await isHealthy(info.endpoint)) ? info : undefined;
}

/** Points the AWS SDK of this process at the running environment. Throws UserError when nothing runs. */
export async function useLocal(): Promise<ReadyInfo> {
  const info = await readReady();
  if (info === undefined) {
    throw new UserError(
      'No local environment is running; start it with `npm start` in another terminal and wait for `Ready`.',
    );
  }
  pointSdkAt(info.endpoint);
  return info;
}

/** Address of the local pages. Throws UserError when nothing runs. */
export async function requirePages(): Promise<string> {
  const { pageUrl } = await useLocal();
  if (pageUrl !== undefined) return pageUrl;
  throw new UserError('The local environment is about to end (--exit) and shows no pages; run `npm start`.');
}

function readFileOrNothing(): ReadyInfo | undefined {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as ReadyInfo;
  } catch {
    return undefined;
  }
}

/** Whether a process of this id exists, ours or somebody else's. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
