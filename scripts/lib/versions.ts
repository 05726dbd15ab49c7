// What a measurement was made with; figures mean nothing without it.
import { readdirSync, readFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { join } from 'node:path';
import { LOCAL } from '../local/paths.ts';
import { ROOT } from './root.ts';

/** Names and versions; for the engine what is installed. */
export function toolVersions(): Record<string, string> {
  return {
    node: process.versions.node,
    ministack: engineVersion(),
    'aws-sdk': versionOf('@aws-sdk/client-s3'),
    machine: `${platform()} ${arch()}, ${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown processor'}`,
  };
}

function versionOf(name: string): string {
  const text = readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** Python's packages say their version in the name of a folder: `lib/python3.11/site-packages/ministack-1.5.33.dist-info`. */
function engineVersion(): string {
  const library = join(LOCAL, 'venv', 'lib');
  const python = readdirSync(library).find((name) => name.startsWith('python')) ?? '';
  const names = readdirSync(join(library, python, 'site-packages'));
  return names.map((name) => /^ministack-(.+)\.dist-info$/.exec(name)?.[1]).find(Boolean) ?? 'unknown';
}
