// Changes the environment of a deployed function and nothing else: code and templates stay as they are shipped.
import {
  GetFunctionConfigurationCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';

type Variables = Record<string, string>;

/** Publishes a version of the function that differs in its environment, and points `live` at it. */
export async function changeEnvironment(
  lambda: LambdaClient,
  functionName: string,
  change: (variables: Variables) => Variables,
): Promise<void> {
  const live = { FunctionName: functionName, Qualifier: 'live' };
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand(live));
  await lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName: functionName,
      Environment: { Variables: change(Environment?.Variables ?? {}) },
    }),
  );
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName: functionName }));
  await lambda.send(
    new UpdateAliasCommand({ FunctionName: functionName, Name: 'live', FunctionVersion: Version }),
  );
}

/** The SDK calls the host of a queue's URL, whatever endpoint it was given: values that begin with one address get another. */
export function readdressed(variables: Variables, from: string, to: string): Variables {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, value.replace(from, to)]),
  );
}
