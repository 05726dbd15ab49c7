// `.local/start.json`: one `npm start` at a time in one checkout, from its first second on.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../lib/user-error.ts';
import { isAlive, nameProcess } from '../setup-owner.mjs';
import { STATE } from './paths.ts';

const FILE = join(STATE, 'start.json');

interface Claim {
  pid: number;
  /** The process by more than its id: ids are used again. */
  owner: string;
}

/** Claims this checkout for this process and returns the function that gives it back. Throws UserError when another one has it. */
export function claimStart(): () => void {
  const claim = readClaim();
  if (claim !== undefined && isAlive(claim.owner)) {
    throw new UserError(
      `\`npm start\` is already running here (process ${claim.pid}); use that one, or stop it with Ctrl-C there or with \`kill ${claim.pid}\`.`,
    );
  }
  write({ pid: process.pid, owner: nameProcess(process.pid) });
  return () => rmSync(FILE, { force: true });
}

function write(claim: Claim): void {
  try {
    mkdirSync(STATE, { recursive: true });
    writeFileSync(FILE, JSON.stringify(claim));
  } catch (error) {
    throw new UserError(
      `${STATE} cannot be written to (${(error as NodeJS.ErrnoException).code}); make the folder yours and run again.`,
      { cause: error },
    );
  }
}

function readClaim(): Claim | undefined {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as Claim;
  } catch {
    return undefined;
  }
}
