// The worker processes of one function of our own engine, found among the descendants of this process (Linux: /proc).
import { readdirSync, readFileSync } from 'node:fs';

interface Process {
  pid: number;
  parent: number;
}

/** Process ids of the running workers of a function. Other engines' workers are never among them. */
export function workersOf(functionName: string): number[] {
  return descendantsOf(process.pid).filter((pid) => isWorkerOf(pid, functionName));
}

function descendantsOf(root: number): number[] {
  const children = Map.groupBy(allProcesses(), ({ parent }) => parent);
  const found: number[] = [];
  const waiting = [root];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    const own = (children.get(pid) ?? []).map((child) => child.pid);
    found.push(...own);
    waiting.push(...own);
  }
  return found;
}

function allProcesses(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      // `pid (command) state parent …`; the command may hold anything, also a parenthesis.
      const parent = /.*\) \S (\d+) /s.exec(read(`/proc/${name}/stat`))?.[1];
      return parent === undefined ? [] : [{ pid: Number(name), parent: Number(parent) }];
    });
}

function isWorkerOf(pid: number, functionName: string): boolean {
  return read(`/proc/${pid}/environ`).split('\0').includes(`AWS_LAMBDA_FUNCTION_NAME=${functionName}`);
}

/** Processes end at any moment. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
