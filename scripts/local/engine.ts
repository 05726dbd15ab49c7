// Starts the embedded AWS engine (MiniStack) on 127.0.0.1 and ends it without a trace, even when the starter is killed.
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { UserError } from '../lib/user-error.ts';
import { CERTIFICATE, engineEnvironment } from './engine-environment.ts';
import { findFreePort, isPortFree } from './free-port.ts';
import { ENGINE_PYTHON, MAKE_CERTIFICATE, STATE, SUPERVISE } from './paths.ts';

/** Usually 0.5 to 1 s; the first start on a slow disk compiles Python files. */
const START_DEADLINE_IN_MS = 60_000;
/** The supervisor gives the engine 2 s after SIGTERM; see supervise.py. */
const STOP_DEADLINE_IN_MS = 5_000;
const POLL_IN_MS = 50;

export interface EngineOptions {
  /** Default: a free one. */
  port?: number;
  /** The log is `.local/<name>.log`; default `engine`. */
  name?: string;
  /** IAM decides about every call and TLS is spoken; this process trusts the certificate from then on. */
  isEnforcing?: boolean;
  /** Aborts the start: the engine is ended and the start throws. */
  signal?: AbortSignal;
}

export interface Engine {
  endpoint: string;
  port: number;
  /** Bounded log of the engine; everything that functions print is there too. */
  logFile: string;
  /** Resolves when the engine has ended, by `stop` or by itself. */
  ended: Promise<void>;
  /** Ends the engine and its functions and removes its folder; may be called at any time and more than once. */
  stop(): Promise<void>;
}

/** Starts the engine and returns when it serves requests. Throws UserError. */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  if (!existsSync(ENGINE_PYTHON)) {
    throw new UserError(
      'The embedded AWS engine is not installed; run `npm start` or `npm test`, which install it.',
    );
  }
  const port = await choosePort(options.port);
  const engine = launch(port, options);
  try {
    await waitUntilServing(engine, options.signal);
    return engine;
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

async function choosePort(wanted: number | undefined): Promise<number> {
  if (wanted === undefined) {
    return findFreePort();
  }
  if (!(await isPortFree(wanted))) {
    throw new UserError(
      `Port ${wanted} is taken by another program; stop that program or choose another port: npm start -- --port ${wanted + 1}`,
    );
  }
  return wanted;
}

function launch(port: number, { name = 'engine', isEnforcing = false }: EngineOptions): Engine {
  mkdirSync(STATE, { recursive: true });
  const folder = makeFolder();
  if (isEnforcing) makeCertificate(folder);
  const logFile = join(STATE, `${name}.log`);
  rmSync(logFile, { force: true });
  const child = spawn(
    ENGINE_PYTHON,
    ['-I', SUPERVISE, '--log', logFile, '--remove', folder, '--', ENGINE_PYTHON, '-I', '-m', 'ministack'],
    // A process group of its own: Ctrl-C in the terminal is for us, and we end the engine in good order.
    {
      cwd: folder,
      env: engineEnvironment({ port, folder, isEnforcing }),
      stdio: ['pipe', 'ignore', 'inherit'],
      detached: true,
    },
  );
  const ended = once(child, 'exit').then(
    () => undefined,
    () => undefined,
  );
  return {
    endpoint: `${isEnforcing ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    logFile,
    ended,
    stop: () => stop(child, ended, folder),
  };
}

/** The private place of one engine: all that it and its functions write. */
function makeFolder(): string {
  try {
    const folder = mkdtempSync(join(tmpdir(), 'file-processing-engine-'));
    for (const part of ['state', 's3', 'tmp']) {
      mkdirSync(join(folder, part));
    }
    return folder;
  } catch (error) {
    throw new UserError(
      `No temporary folder can be made in ${tmpdir()} (${(error as NodeJS.ErrnoException).code}); set TMPDIR to a folder of your own and run again.`,
      { cause: error },
    );
  }
}

/** Only this engine has its key, and it goes with the engine's folder. */
function makeCertificate(folder: string): void {
  execFileSync(ENGINE_PYTHON, ['-I', MAKE_CERTIFICATE, folder]);
  const own = readFileSync(join(folder, CERTIFICATE), 'utf8');
  setDefaultCACertificates([...getCACertificates('default'), own]);
}

async function stop(child: ChildProcess, ended: Promise<void>, folder: string): Promise<void> {
  // The end of its standard input is what the supervisor waits for.
  child.stdin?.end();
  const late = new AbortController();
  const isInTime = await Promise.race([
    ended.then(() => true),
    sleep(STOP_DEADLINE_IN_MS, false, { signal: late.signal }).catch(() => false),
  ]);
  late.abort();
  if (!isInTime) {
    child.kill('SIGKILL');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
}

async function waitUntilServing(engine: Engine, signal?: AbortSignal): Promise<void> {
  let hasEnded = false;
  void engine.ended.then(() => (hasEnded = true));
  const deadline = Date.now() + START_DEADLINE_IN_MS;
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    if (hasEnded) {
      throw new UserError(
        `The embedded AWS engine ended at once: ${lastLine(engine.logFile)} (see ${engine.logFile})`,
      );
    }
    if (saysItListens(engine) && (await isHealthy(engine.endpoint))) {
      return;
    }
    await sleep(POLL_IN_MS);
  }
  throw new UserError(
    `The embedded AWS engine did not start within ${START_DEADLINE_IN_MS / 1000} s; see ${engine.logFile}`,
  );
}

/** Health alone does not tell: another program may have taken the port since we looked, and may even be another engine. */
function saysItListens({ logFile, endpoint }: Engine): boolean {
  return existsSync(logFile) && readFileSync(logFile, 'utf8').includes(`Running on ${endpoint}`);
}

/** Whether an engine answers at this address within two seconds. */
export async function isHealthy(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

function lastLine(file: string): string {
  const text = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  return text.split('\n').at(-1) || 'it said nothing';
}
