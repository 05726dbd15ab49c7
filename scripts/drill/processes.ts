// The worker processes of one function of our own engine, found among the descendants of this process (Linux: /proc).
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

interface Process {
  pid: number;
  parent: number;
}

/** Process ids of the running workers of a function. Other engines' workers are never among them. */
function workersOf(functionName: string): number[] {
  return descendantsOf(process.pid).filter((pid) => isWorkerOf(pid, functionName));
}

/** The kernel tells processor time in hundredths of a second, on every machine. */
const TICK_IN_MS = 10;

/** Processor time of all workers of the function since they began, in ms; undefined where the kernel does not tell it (no Linux). */
export function cpuTimeOfWorkers(functionName: string): number | undefined {
  if (process.platform !== 'linux') return undefined;
  return sumOfCpuTimes(workersOf(functionName));
}

/** Processor time since they began of everything that this process started: workers of functions, and the rest, which is the engine. */
export function cpuTimesOfEngine(): { engine: number; functions: number } | undefined {
  if (process.platform !== 'linux') return undefined;
  const { functions = [], engine = [] } = Object.groupBy(descendantsOf(process.pid), (pid) =>
    isWorker(pid) ? 'functions' : 'engine',
  );
  return { engine: sumOfCpuTimes(engine), functions: sumOfCpuTimes(functions) };
}

const sumOfCpuTimes = (pids: readonly number[]) => pids.reduce((sum, pid) => sum + cpuTimeOf(pid), 0);

/** Behind the command, which may hold anything: `state parent …`; the twelfth and thirteenth are user and system time. */
function cpuTimeOf(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_IN_MS;
}

/** Kills the worker of the function that holds the connection from this local port; false when there is none (any more). */
export function killWorkerAt(functionName: string, localPort: number): boolean {
  const socket = socketAt(localPort);
  const worker = workersOf(functionName).find((pid) => socket !== undefined && holds(pid, socket));
  try {
    return worker !== undefined && process.kill(worker, 'SIGKILL');
  } catch {
    // It has ended by itself since it was found.
    return false;
  }
}

/** Number of the socket, from the kernel's table: `sl local_address rem_address st … inode`, ports in hexadecimal. */
function socketAt(localPort: number): string | undefined {
  const port = localPort.toString(16).toUpperCase().padStart(4, '0');
  const lines = read('/proc/net/tcp').split('\n');
  const line = lines.find((text) => text.trim().split(/\s+/)[1] === `0100007F:${port}`);
  return line?.trim().split(/\s+/)[9];
}

function holds(pid: number, socket: string): boolean {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).some((fd) => readlinkSync(`${folder}/${fd}`) === `socket:[${socket}]`);
  } catch {
    return false;
  }
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

function isWorker(pid: number): boolean {
  return read(`/proc/${pid}/environ`).includes('\0AWS_LAMBDA_FUNCTION_NAME=');
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
