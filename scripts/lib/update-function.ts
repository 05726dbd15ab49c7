// The developer's loop: new code behind the alias `live` within seconds, past CloudFormation.
import { PublishVersionCommand, UpdateAliasCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { stackNameOf, type Target } from '../stacks.ts';
import type { BuiltFunction } from './build/build-function.ts';
import type { Clients } from './clients.ts';
import { ALIAS, asMissing, configurationOf, waitForFunction } from './release/function-state.ts';
import { readStack } from './stack-state.ts';
import type { Uploaded } from './upload.ts';
import { UserError } from './user-error.ts';

/** Production by its name alone, also before anything is deployed. */
const GUARDED_ENVIRONMENT = 'prod';
/** The stack that says how releases get out, and the parameter that does. */
const RELEASES = { short: 'lambda', parameter: 'DeploymentPreference', harmless: 'AllAtOnce' };

/**
 * Throws UserError for an environment that only the delivery may change. There CloudFormation is the only writer of code,
 * because the canary and its alarms hang on that: an environment named prod, and every one whose releases get out gradually.
 */
export async function refuseProduction(clients: Clients, target: Target): Promise<void> {
  const { environmentName } = target;
  const way = 'use the delivery pipeline or `npm run deploy`';
  if (environmentName === GUARDED_ENVIRONMENT) {
    throw new UserError(
      `update-function bypasses the canary and does not work on the environment ${environmentName}; ${way}.`,
    );
  }
  const { short, parameter, harmless } = RELEASES;
  const state = await readStack(clients.cloudFormation, stackNameOf(target, short));
  const preference = state?.parameters[parameter] ?? harmless;
  if (preference === harmless) return;
  throw new UserError(
    `update-function bypasses the canary and does not work on ${environmentName}, whose releases get out by ${preference}; ${way}.`,
  );
}

export interface FunctionUpdate {
  /** Full name of the function. */
  functionName: string;
  built: BuiltFunction;
  uploaded: Uploaded;
}

/** Puts the uploaded code live and returns the version that runs it. Code that is live already is left alone. */
export async function updateFunction({ lambda }: Clients, update: FunctionUpdate): Promise<string> {
  const { functionName, built, uploaded } = update;
  const missing = `There is no function ${functionName}; run \`npm run deploy\` for this environment first, or switch it on by the parameters of its stack.`;
  const live = await configurationOf(lambda, functionName, ALIAS).catch(asMissing(missing));
  if (live.CodeSha256 === built.sha256Base64 && live.Version !== undefined) return live.Version;
  const { bucket, key } = uploaded;
  await lambda.send(
    new UpdateFunctionCodeCommand({ FunctionName: functionName, S3Bucket: bucket, S3Key: key }),
  );
  await waitForFunction(lambda, {
    functionName,
    isReached: ({ LastUpdateStatus }) => LastUpdateStatus === 'Successful',
  });
  // The hash makes Lambda refuse when somebody else put other code there in the meantime.
  const publish = new PublishVersionCommand({ FunctionName: functionName, CodeSha256: built.sha256Base64 });
  const { Version: version = '' } = await lambda.send(publish);
  await waitForFunction(lambda, {
    functionName,
    qualifier: version,
    isReached: ({ State }) => State === 'Active',
  });
  await lambda.send(
    new UpdateAliasCommand({
      FunctionName: functionName,
      Name: ALIAS,
      FunctionVersion: version,
      // Ends a canary that may be under way.
      RoutingConfig: { AdditionalVersionWeights: {} },
    }),
  );
  await waitForFunction(lambda, {
    functionName,
    qualifier: ALIAS,
    isReached: ({ Version }) => Version === version,
  });
  return version;
}
