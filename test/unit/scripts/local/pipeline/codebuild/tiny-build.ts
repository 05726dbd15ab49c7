// Runs a small buildspec for real: one bash process in a private folder, on a source of a few files.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readBuildspec } from '../../../../../../scripts/local/pipeline/codebuild/buildspec.ts';
import { runBuild, type BuildResult } from '../../../../../../scripts/local/pipeline/codebuild/run-build.ts';

export interface Tiny {
  result: BuildResult;
  log: string;
  /** Text of a file of the artifact. */
  artifact(path: string, name?: string): string;
}

export interface TinyOptions {
  buildspec: string;
  files?: Record<string, string>;
  outputs?: string[];
  timeoutInMs?: number;
  signal?: AbortSignal;
  /** Default: beside the source. */
  temporary?: string;
  environment?: Record<string, string>;
}

const folders: string[] = [];

/** Removes what the builds of a test left; call it after each. */
export function removeTinyBuilds(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Where the next builds put their private folders, so that a test can look for what is left. */
export function tinyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tiny-build-'));
  folders.push(folder);
  return folder;
}

export async function tinyBuild(options: TinyOptions): Promise<Tiny> {
  const folder = tinyFolder();
  const source = join(folder, 'source');
  for (const [path, text] of Object.entries({ 'a.txt': 'a\n', ...options.files })) {
    mkdirSync(dirname(join(source, path)), { recursive: true });
    writeFileSync(join(source, path), text);
  }
  const logFile = join(folder, 'log');
  writeFileSync(logFile, '');
  const outputs = new Map((options.outputs ?? []).map((name) => [name, join(folder, 'artifacts', name)]));
  const result = await runBuild({
    spec: readBuildspec(`version: 0.2\n${options.buildspec}`, 'buildspec.yml'),
    sources: new Map([['Source', source]]),
    environment: (place) => ({
      PATH: process.env.PATH ?? '',
      CODEBUILD_SRC_DIR: place,
      CODEBUILD_BUILD_SUCCEEDING: '1',
      ...options.environment,
    }),
    timeoutInMs: options.timeoutInMs ?? 20_000,
    logFile,
    notes: join(folder, 'notes'),
    log: (line) => writeFileSync(logFile, `${line}\n`, { flag: 'a' }),
    outputs,
    temporary: options.temporary ?? folder,
    signal: options.signal ?? new AbortController().signal,
  });
  return {
    result,
    log: readFileSync(logFile, 'utf8'),
    artifact: (path, name = options.outputs?.[0] ?? '') =>
      readFileSync(join(outputs.get(name) ?? '', path), 'utf8'),
  };
}
