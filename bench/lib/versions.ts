// What was measured, and on what: figures without it mean nothing.
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../scripts/lib/root.ts';
import type { Tools } from './tools.ts';

const PACKAGES = ['@aws-sdk/client-s3', 'csv-parse', 'esbuild', 'saxes', 'stream-json', 'udsv'];

const readJson = (...path: string[]): unknown => JSON.parse(readFileSync(join(ROOT, ...path), 'utf8'));

const packageVersion = (name: string) =>
  (readJson('node_modules', name, 'package.json') as { version: string }).version;

/** What the kernels were compiled with; exact versions, so it need not be installed. */
const compilerVersions = () =>
  (readJson('kernels', 'package.json') as { dependencies: Record<string, string> }).dependencies;

/** Of the machine, the runtime, the libraries, and the programs that are there. */
export function versionsOf({ python, wc }: Tools): Record<string, string> {
  const [cpu] = cpus();
  return {
    cpu: `${cpu?.model.trim() ?? 'unknown'}, ${cpus().length} cores`,
    memory: `${Math.round(totalmem() / 1e9)} GB`,
    system: `${process.platform} ${process.arch} ${release()}`,
    node: process.versions.node,
    v8: process.versions.v8,
    openssl: process.versions.openssl,
    zlib: process.versions.zlib,
    ...Object.fromEntries(PACKAGES.map((name) => [name, packageVersion(name)])),
    ...compilerVersions(),
    ...(python !== undefined && { python }),
    ...(wc !== undefined && { wc: wc.replace(/^wc /, '') }),
  };
}
