// The developer's loop: new code behind the alias `live` within seconds, past CloudFormation.
import {
  GetFunctionConfigurationCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  type FunctionConfiguration,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import type { BuiltFunction } from './build/build-function.ts';
import type { Clients } from './clients.ts';
import { poll } from './poll.ts';
import type { Uploaded } from './upload.ts';
import { UserError } from './user-error.ts';

const ALIAS = 'live';
const TIMEOUT_IN_MS = 5 * 60 * 1000;
/** Here CloudFormation must stay the only writer of code: the canary and its alarms hang on that. */
const GUARDED_ENVIRONMENT = 'prod';

/** Throws for the environment that only the delivery may change. */
export function refuseProduction(environmentName: string): void {
  if (environmentName !== GUARDED_ENVIRONMENT) return;
  throw new UserError(
    'update-function bypasses the canary and does not work on the environment prod; use the delivery pipeline or `npm run deploy`.',
  );
}

interface Wanted {
  functionName: string;
  qualifier?: string;
  isReached: (configuration: FunctionConfiguration) => boolean;
}

async function waitFor(client: LambdaClient, { functionName, qualifier, isReached }: Wanted): Promise<void> {
  await poll(
    async () => {
      const command = new GetFunctionConfigurationCommand({
        FunctionName: functionName,
        Qualifier: qualifier,
      });
      const configuration = await client.send(command);
      if (configuration.LastUpdateStatus === 'Failed' || configuration.State === 'Failed') {
        const reason = configuration.LastUpdateStatusReason ?? configuration.StateReason ?? 'no reason given';
        throw new UserError(`Lambda could not take the new code of ${functionName}: ${reason}`);
      }
      return isReached(configuration) ? true : undefined;
    },
    { what: `${functionName} to take the new code`, timeoutInMs: TIMEOUT_IN_MS },
  );
}

function asMissing(functionName: string) {
  return (error: Error): never => {
    if (error.name !== 'ResourceNotFoundException') throw error;
    throw new UserError(
      `There is no function ${functionName}; run \`npm run deploy\` for this environment first.`,
      {
        cause: error,
      },
    );
  };
}

export interface FunctionUpdate {
  /** Full name of the function. */
  functionName: string;
  built: BuiltFunction;
  uploaded: Uploaded;
}

async function liveVersionOf(
  client: LambdaClient,
  functionName: string,
  codeSha256: string,
): Promise<string | undefined> {
  const live = await client.send(
    new GetFunctionConfigurationCommand({ FunctionName: functionName, Qualifier: ALIAS }),
  );
  return live.CodeSha256 === codeSha256 ? live.Version : undefined;
}

/** Puts the uploaded code live and returns the version that runs it. Code that is live already is left alone. */
export async function updateFunction({ lambda }: Clients, update: FunctionUpdate): Promise<string> {
  const { functionName, built, uploaded } = update;
  const live = await liveVersionOf(lambda, functionName, built.sha256Base64).catch(asMissing(functionName));
  if (live !== undefined) return live;
  const { bucket, key } = uploaded;
  await lambda.send(
    new UpdateFunctionCodeCommand({ FunctionName: functionName, S3Bucket: bucket, S3Key: key }),
  );
  await waitFor(lambda, {
    functionName,
    isReached: ({ LastUpdateStatus }) => LastUpdateStatus === 'Successful',
  });
  // The hash makes Lambda refuse when somebody else put other code there in the meantime.
  const publish = new PublishVersionCommand({ FunctionName: functionName, CodeSha256: built.sha256Base64 });
  const { Version: version = '' } = await lambda.send(publish);
  await waitFor(lambda, { functionName, qualifier: version, isReached: ({ State }) => State === 'Active' });
  await lambda.send(
    new UpdateAliasCommand({
      FunctionName: functionName,
      Name: ALIAS,
      FunctionVersion: version,
      // Ends a canary that may be under way.
      RoutingConfig: { AdditionalVersionWeights: {} },
    }),
  );
  await waitFor(lambda, { functionName, qualifier: ALIAS, isReached: ({ Version }) => Version === version });
  return version;
}
