// Which release hash a deployment uses: what failed once is never published under the same hash again.
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { Clients } from './clients.ts';
import { releaseHash, type Release } from './release-hash.ts';
import type { StackState } from './stack-state.ts';
import { putOnce } from './upload.ts';
import { UserError } from './user-error.ts';

/** True when nobody has used the hash before. */
export type Claim = (hash: string) => Promise<boolean>;

/** Where the marks of a stack lie. */
export interface MarkPlace {
  bucket: string;
  stackName: string;
}

/** Only the same release, tried again after a failure or after another release, gets a further number. */
const MOST_TRIES = 1_000;

/** States in which the parameters of a stack are what it has, or is getting: not those of a failed creation or of a way back. */
const SETTLED =
  /^((CREATE|UPDATE|IMPORT)_(COMPLETE|IN_PROGRESS)|UPDATE_COMPLETE_CLEANUP_IN_PROGRESS|(UPDATE|IMPORT)_ROLLBACK_COMPLETE(_CLEANUP_IN_PROGRESS)?)$/;

/** The release hash that a stack runs with. */
export function deployedHash(state: StackState | undefined): string | undefined {
  return state && SETTLED.test(state.status) ? state.parameters.ReleaseHash : undefined;
}

/** Key of a mark; no lifecycle rule of the bucket reaches it. */
export const markKey = (stackName: string, hash: string): string => `releases/${stackName}/${hash}`;

/** Takes a hash by writing its mark, which works once. */
export function claimBy(clients: Clients, { bucket, stackName }: MarkPlace): Claim {
  return async (hash) => {
    const body = Buffer.from(`A deployment of ${stackName} has used this release hash.\n`);
    const mark = { bucket, key: markKey(stackName, hash), body, contentType: 'text/plain' };
    return putOnce(clients, mark).then(
      ({ isNew }) => isNew,
      // 409: somebody is writing the same mark at this moment, so it is theirs.
      (error: unknown) => (statusOf(error) === 409 ? false : Promise.reject(error as Error)),
    );
  };
}

/** Tells for a dry run whether a hash could be taken, and writes nothing. */
export function peekBy(clients: Clients, { bucket, stackName }: MarkPlace): Claim {
  return async (hash) => {
    try {
      await clients.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: markKey(stackName, hash) }));
      return false;
    } catch (error) {
      if (statusOf(error) === 404) return true;
      throw error;
    }
  };
}

const statusOf = (error: unknown) =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

export interface ReleaseChoice {
  release: Omit<Release, 'retry'>;
  /** What the stack runs with; undefined when there is none. */
  deployed: string | undefined;
  claim: Claim;
}

/**
 * The hash that the stack has already when it is one of this release, so that nothing changes; else the first one of the
 * release that was never used. A deployment that was rolled back leaves a published version behind, and Lambda publishes
 * nothing when code and configuration equal the last version: under the same hash the stack would fail again.
 */
export async function chooseReleaseHash({ release, deployed, claim }: ReleaseChoice): Promise<string> {
  for (let retry = 0; retry < MOST_TRIES; retry += 1) {
    const hash = releaseHash({ ...release, retry });
    if (hash === deployed || (await claim(hash))) return hash;
  }
  throw new UserError(
    `This release was tried ${MOST_TRIES} times; delete the objects below releases/ in the artifact bucket and repeat the command.`,
  );
}
