// Puts a function back to what CloudFormation published: its code, and the version behind the alias `live`.
import { GetAliasCommand, UpdateAliasCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import type { StackPlan } from '../plan.ts';
import { poll } from '../poll.ts';
import { progressOf, type Session } from '../session.ts';
import { artifactBucketOf } from '../upload.ts';
import { UserError } from '../user-error.ts';
import { ALIAS, asMissing, configurationOf, waitForFunction } from './function-state.ts';
import { readPublished, type Published } from './published.ts';

/**
 * CloudFormation waits for its own shift of traffic, so this one was begun by somebody else. The longest canary that the
 * template offers takes 30 minutes, and a build action of the pipeline is ended after an hour.
 */
const SHIFT_TIMEOUT_IN_MS = 35 * 60 * 1000;

export interface DriftOptions {
  /** Short name of the stack. */
  short: string;
  shiftTimeoutInMs?: number;
  /** Throws when this is not the release that should be there; then nothing is touched. */
  check?: (published: Published) => void;
}

/** The version that CloudFormation published must still be there and be what the stack says. */
async function requireVersion({ clients }: Session, published: Published): Promise<void> {
  const { functionName, stackName, version, codeSha256, releaseHash } = published;
  await configurationOf(clients.lambda, functionName).catch(
    asMissing(
      `${stackName} owns the function ${functionName}, but somebody deleted it; delete that stack with \`aws cloudformation delete-stack\` (it holds no data) and deploy again.`,
    ),
  );
  const found = await configurationOf(clients.lambda, functionName, version).catch(
    asMissing(
      `Somebody deleted version ${version} of ${functionName}, which ${stackName} published; change the code or a parameter and deploy again, so that a new one is published.`,
    ),
  );
  const isOurs = found.CodeSha256 === codeSha256 && found.Description?.includes(releaseHash);
  if (isOurs) return;
  throw new UserError(
    `Version ${version} of ${functionName} is not of the release ${releaseHash} that ${stackName} names; change the code or a parameter and deploy again, so that a new one is published.`,
  );
}

/** $LATEST, from which the next version would be published. Nothing is published here. */
async function putBackCode(session: Session, published: Published): Promise<string | undefined> {
  const { lambda } = session.clients;
  const { functionName, codeKey, codeSha256 } = published;
  const { CodeSha256: found } = await configurationOf(lambda, functionName);
  if (found === codeSha256) return undefined;
  const bucket = await artifactBucketOf(session.clients, session.target);
  await lambda.send(
    new UpdateFunctionCodeCommand({ FunctionName: functionName, S3Bucket: bucket, S3Key: codeKey }),
  );
  await waitForFunction(lambda, {
    functionName,
    isReached: ({ LastUpdateStatus, CodeSha256 }) =>
      LastUpdateStatus === 'Successful' && CodeSha256 === codeSha256,
  });
  return `$LATEST of ${functionName} had other code; it has that of the release again`;
}

/** The alias, once it sends everything to one version. */
async function settledAlias(session: Session, published: Published, { short, ...options }: DriftOptions) {
  const { functionName } = published;
  const timeoutInMs = options.shiftTimeoutInMs ?? SHIFT_TIMEOUT_IN_MS;
  let told = '';
  const ask = async () => {
    const command = new GetAliasCommand({ FunctionName: functionName, Name: ALIAS });
    const alias = await session.clients.lambda
      .send(command)
      .catch(
        asMissing(
          `Somebody deleted the alias ${ALIAS} of ${functionName}; run \`aws lambda create-alias --function-name ${functionName} --name ${ALIAS} --function-version ${published.version}\` and repeat the command.`,
        ),
      );
    const others = Object.keys(alias.RoutingConfig?.AdditionalVersionWeights ?? {});
    if (others.length === 0) return alias;
    if (told === '') {
      progressOf(session, short).line(
        `${ALIAS} of ${functionName} shares its traffic between versions ${alias.FunctionVersion} and ${others.join(', ')}; waiting for the end of that`,
      );
    }
    told = others.join(', ');
    return undefined;
  };
  return poll(ask, { what: `the alias of ${functionName}`, timeoutInMs }).catch((error: unknown) => {
    if (told === '') throw error;
    throw new UserError(
      `The alias ${ALIAS} of ${functionName} still shares its traffic with version ${told}; let the deployment in CodeDeploy end, or, if there is none, run \`aws lambda update-alias --function-name ${functionName} --name ${ALIAS} --routing-config AdditionalVersionWeights={}\`, and repeat the command.`,
      { cause: error },
    );
  });
}

async function putBackAlias(
  session: Session,
  published: Published,
  options: DriftOptions,
): Promise<string | undefined> {
  const { lambda } = session.clients;
  const { functionName, version } = published;
  const { FunctionVersion: found, RevisionId } = await settledAlias(session, published, options);
  if (found === version) return undefined;
  // The revision makes Lambda refuse when somebody else moves the alias at the same time.
  await lambda.send(
    new UpdateAliasCommand({ FunctionName: functionName, Name: ALIAS, FunctionVersion: version, RevisionId }),
  );
  await waitForFunction(lambda, {
    functionName,
    qualifier: ALIAS,
    isReached: ({ Version }) => Version === version,
  });
  return `${ALIAS} of ${functionName} was version ${found}; it is version ${version} again, which CloudFormation published`;
}

/**
 * Makes the function of a stack run what CloudFormation published, whoever changed it since, and tells a line for each thing
 * that was put back. Undefined when the stack holds no function. Throws UserError when that cannot be done.
 */
export async function putBackDrift(session: Session, options: DriftOptions): Promise<Published | undefined> {
  const published = await readPublished(session, options.short);
  if (!published) return undefined;
  options.check?.(published);
  await requireVersion(session, published);
  const { line } = progressOf(session, options.short);
  const code = await putBackCode(session, published);
  if (code !== undefined) line(code);
  const alias = await putBackAlias(session, published, options);
  if (alias !== undefined) line(alias);
  return published;
}

/** The same for every stack of a deployment that has code: what somebody changed past CloudFormation ends here. */
export async function putBackDriftOf(session: Session, stacks: readonly StackPlan[]): Promise<void> {
  for (const { definition } of stacks) {
    if (definition.functionName !== undefined) await putBackDrift(session, { short: definition.short });
  }
}
