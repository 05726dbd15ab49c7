// The list of packages that production code is made of (software bill of materials), as npm tells it from the lock file.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../user-error.ts';

/** From the lock file and not from what is installed: that differs with the platform and with the test tools. */
const ARGUMENTS = ['sbom', '--sbom-format=cyclonedx', '--omit=dev', '--package-lock-only'];

/** npm's answer has about 80 KB; this is only against a runaway. */
const MOST_OUTPUT_IN_BYTES = 32 * 1024 * 1024;

interface Sbom {
  serialNumber?: string;
  metadata: { timestamp?: string; component: { name: string; 'bom-ref': string } };
}

async function askNpm(root: string): Promise<string> {
  // Under an npm script npm tells where it is; else it is looked for like every program.
  const { npm_execpath: cli = '', npm_node_execpath: node = process.execPath } = process.env;
  const isNpm = basename(cli) === 'npm-cli.js' && existsSync(cli);
  const [command, args] = isNpm ? [node, [cli, ...ARGUMENTS]] : ['npm', ARGUMENTS];
  try {
    const options = { cwd: root, maxBuffer: MOST_OUTPUT_IN_BYTES };
    return (await promisify(execFile)(command, args, options)).stdout;
  } catch (error) {
    const reason = (error as { stderr?: string }).stderr?.trim() || (error as Error).message;
    throw new UserError(
      `\`npm sbom\` cannot list the packages; it needs npm 9.8 or newer and a package-lock.json that fits package.json: ${reason}`,
      { cause: error },
    );
  }
}

/** CycloneDX, the same text for the same lock file: without the serial number, the time and the name of the folder. */
export async function makeSbom(root: string): Promise<string> {
  const { serialNumber: _random, ...sbom } = JSON.parse(await askNpm(root)) as Sbom;
  const { timestamp: _now, ...metadata } = sbom.metadata;
  const [name = ''] = metadata.component['bom-ref'].split(/(?<=.)@/);
  const component = { ...metadata.component, name };
  return `${JSON.stringify({ ...sbom, metadata: { ...metadata, component } }, null, 2)}\n`;
}
