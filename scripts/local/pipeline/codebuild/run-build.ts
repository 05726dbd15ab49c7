// One build: a private folder with the sources, the script, the artifacts; its removal goes on behind it.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActionDetails } from '../execution.ts';
import { collectArtifact } from './build-files.ts';
import { buildScript, commandsOf, readMarks, type Mark } from './build-script.ts';
import type { Buildspec } from './buildspec.ts';
import { readReport } from './reports.ts';
import { runBash, type BashEnd } from './run-bash.ts';

export interface Build {
  spec: Buildspec;
  /** Folder of each source, the primary one first. */
  sources: ReadonlyMap<string, string>;
  /** Given the folders of the sources inside the build. */
  environment(source: string, secondary: Record<string, string>): Record<string, string>;
  timeoutInMs: number;
  logFile: string;
  /** Absolute; the script and what it notes, away from the folder that goes with it. Made here and removed. */
  notes: string;
  log(line: string): void;
  /** Where the artifacts go: the first takes the primary one, each the secondary one of its name. */
  outputs: ReadonlyMap<string, string>;
  /** Where the private folder of the build is made. */
  temporary: string;
  signal: AbortSignal;
}

export interface BuildResult {
  succeeded: boolean;
  /** CodeBuild's own words for a failure; empty after a success. */
  message: string;
  /** The phase that failed. */
  phase: string;
  variables: Record<string, string>;
  details: ActionDetails;
  timedOut: boolean;
}

const FOLDERS_FILE = 'folders.json';

function noteBuildFolders(notes: string, folders: readonly string[]): void {
  writeFileSync(join(notes, FOLDERS_FILE), JSON.stringify(folders));
}

/** The folders of a build that a killed runner may have left, by its notes. */
export function buildFoldersOf(notes: string): string[] {
  const file = join(notes, FOLDERS_FILE);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : [];
}

/** Runs the build once. */
export async function runBuild(build: Build): Promise<BuildResult> {
  const work = mkdtempSync(join(build.temporary, 'file-processing-build-'));
  const kept = `${work}.done`;
  mkdirSync(build.notes, { recursive: true });
  noteBuildFolders(build.notes, [work, kept]);
  try {
    return await runIn({ work, kept }, build);
  } finally {
    removeAll([work, kept, build.notes]);
  }
}

/**
 * By a program of its own, which nobody waits for: npm's 60,000 files keep the threads of this process busy for seconds, and
 * the next action, or the end of `npm start`, would wait. In a group of its own, so that Ctrl-C does not end it halfway.
 */
function removeAll(folders: readonly string[]): void {
  spawn('rm', ['-rf', '--', ...folders], { detached: true, stdio: 'ignore' }).unref();
}

async function runIn({ work, kept }: { work: string; kept: string }, build: Build): Promise<BuildResult> {
  const { notes } = build;
  mkdirSync(join(work, 'tmp'));
  const [source = '', ...secondary] = await copySources(build, work);
  const script = join(notes, 'build.sh');
  writeFileSync(script, buildScript(build.spec, { notes, source, work, kept }));
  const names = [...build.sources.keys()].slice(1);
  const folders = Object.fromEntries(names.map((name, index) => [name, secondary[index] ?? '']));
  const end = await runBash({
    script,
    environment: { ...build.environment(source, folders), TMPDIR: join(work, 'tmp') },
    logFile: build.logFile,
    work,
    notes,
    timeoutInMs: build.timeoutInMs,
    signal: build.signal,
  });
  build.signal.throwIfAborted();
  const finished = join(kept, 'src');
  const result = judge(build, end, notes);
  // Artifacts and reports are taken also from a failed build, as UPLOAD_ARTIFACTS is always attempted.
  return existsSync(finished) ? takeOut(build, result, finished) : result;
}

async function copySources({ sources }: Build, work: string): Promise<string[]> {
  const [primary, ...others] = [...sources];
  const places = [
    { from: primary?.[1] ?? '', to: join(work, 'src') },
    ...others.map(([name, from]) => ({ from, to: join(work, `src-${name}`) })),
  ];
  for (const { from, to } of places) await cp(from, to, { recursive: true, verbatimSymlinks: true });
  return places.map(({ to }) => to);
}

function judge({ spec, timeoutInMs }: Build, end: BashEnd, notes: string): BuildResult {
  const file = join(notes, 'marks');
  const { marks, isWhole, succeeded } = readMarks(existsSync(file) ? readFileSync(file, 'utf8') : '');
  const commands = commandsOf(spec);
  const commandOf = ({ serial }: Mark) => commands[serial - 1] ?? '';
  const failed = marks.find(({ exitCode }) => exitCode !== 0);
  const details = {
    commands: marks.map((mark) => ({
      phase: mark.phase,
      command: commandOf(mark),
      seconds: Math.round(mark.seconds * 10) / 10,
      exitCode: mark.exitCode,
    })),
  };
  const variables = Object.fromEntries(
    spec.exportedVariables.map((name) => [name, readOr(join(notes, `variable-${name}`), '')]),
  );
  const shared = { variables, details, timedOut: end.kind === 'timed-out' };
  if (end.kind === 'timed-out') {
    const message = `Build timed out after ${Math.round(timeoutInMs / 60_000)} minutes, while running: ${commands[marks.length] ?? ''}`;
    return { ...shared, succeeded: false, phase: marks.at(-1)?.phase ?? '', message };
  }
  if (failed) {
    const message = `Error while executing command: ${commandOf(failed)}. Reason: exit status ${failed.exitCode}`;
    return { ...shared, succeeded: false, phase: failed.phase, message };
  }
  const message = isWhole
    ? ''
    : `The shell of the build ended while running: ${commands[marks.length] ?? ''}`;
  return { ...shared, succeeded: isWhole && succeeded, phase: '', message };
}

const readOr = (file: string, otherwise: string) =>
  existsSync(file) ? readFileSync(file, 'utf8') : otherwise;

function takeOut(build: Build, result: BuildResult, source: string): BuildResult {
  const { spec, log } = build;
  const reports = spec.reports.map((rule) => readReport(rule, source));
  const details = { ...result.details, ...(reports.length > 0 && { reports }) };
  log('[Container] Entering phase UPLOAD_ARTIFACTS');
  for (const { name, text } of reports) log(`[Container] Report ${name}: ${text}`);
  try {
    collectAll(build, source);
    return { ...result, details };
  } catch (error) {
    const message = (error as Error).message;
    log(`[Container] Phase context status code: CLIENT_ERROR Message: ${message}`);
    return result.succeeded
      ? { ...result, details, succeeded: false, phase: 'UPLOAD_ARTIFACTS', message }
      : { ...result, details };
  }
}

function collectAll({ spec, outputs, log }: Build, source: string): void {
  [...outputs].forEach(([name, target], index) => {
    const rule = spec.secondaryArtifacts[name] ?? (index === 0 ? spec.artifacts : undefined);
    if (rule === undefined) throw new Error(`the buildspec has no artifacts for the output ${name}`);
    log(`[Container] Artifact ${name}: ${collectArtifact(rule, source, target)} files`);
  });
}
