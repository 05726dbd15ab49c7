// What the release step expects to find running, as the manifest of the build says.
import { readFile } from 'node:fs/promises';
import { stackNameOf, type Target } from '../../stacks.ts';
import type { ReleaseManifest } from '../assemble/release-files.ts';
import { UserError } from '../user-error.ts';
import type { Published } from './published.ts';

export interface Expected {
  /** Name of the function without project and environment. */
  name: string;
  /** Short name of its stack. */
  stack: string;
  /** Base64, as Lambda tells it. */
  codeSha256: string;
  /** Only the build that deployed it knows. */
  releaseHash?: string;
}

function isManifest(content: unknown): content is ReleaseManifest {
  const { schemaVersion, projectName, environmentName, functions } = (content ?? {}) as Record<
    string,
    unknown
  >;
  if (schemaVersion !== 1 || typeof projectName !== 'string' || typeof environmentName !== 'string') {
    return false;
  }
  const released = Object.values((functions ?? {}) as Record<string, Record<string, unknown>>);
  return (
    released.length > 0 &&
    released.every((one) =>
      ['stack', 'codeSha256', 'releaseHash'].every((name) => typeof one[name] === 'string'),
    )
  );
}

/** Reads and checks the manifest. Throws UserError with the next step. */
export async function readManifest(path: string): Promise<ReleaseManifest> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UserError(`${path} cannot be read; give the release.json that \`npm run assemble\` wrote.`, {
      cause: error,
    });
  });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${path} is not valid JSON: ${(error as Error).message}; assemble it again.`, {
      cause: error,
    });
  }
  if (isManifest(content)) return content;
  throw new UserError(
    `${path} is not the manifest of a release; give the one that \`npm run assemble\` wrote.`,
  );
}

/** Throws UserError when the manifest was made for something else than what the command line names. */
export function refuseOtherTarget({ projectName, environmentName }: ReleaseManifest, target: Target): void {
  if (projectName === target.projectName && environmentName === target.environmentName) return;
  throw new UserError(
    `The manifest is of ${projectName}-${environmentName}, not of ${target.projectName}-${target.environmentName}; leave --project and --environment out, or assemble it for that environment.`,
  );
}

export function expectedBy({ functions }: ReleaseManifest): Expected[] {
  return Object.entries(functions).map(([name, { stack, codeSha256, releaseHash }]) => ({
    name,
    stack,
    codeSha256,
    releaseHash,
  }));
}

/** Throws UserError when the stack holds another release than the expected one. */
export function refuseOtherRelease(target: Target, expected: Expected, published: Published): void {
  const isSameCode = published.codeSha256 === expected.codeSha256;
  const isSameRelease = expected.releaseHash === undefined || published.releaseHash === expected.releaseHash;
  if (isSameCode && isSameRelease) return;
  const wanted = expected.releaseHash
    ? `release ${expected.releaseHash}`
    : `code with the hash ${expected.codeSha256}`;
  const found = expected.releaseHash
    ? `release ${published.releaseHash}`
    : `code with the hash ${published.codeSha256}`;
  throw new UserError(
    `${stackNameOf(target, expected.stack)} was deployed with ${found} of ${expected.name}, but ${wanted} was built; deploy that first, or release the commit that is deployed.`,
  );
}
