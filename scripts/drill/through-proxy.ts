// Sends the calls of the deployed functions through the proxy, by their environment alone: code and templates stay as they are shipped.
import {
  GetFunctionConfigurationCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { SERVICES } from './faults.ts';
import type { FaultProxy } from './proxy.ts';

interface Rerouting {
  lambda: LambdaClient;
  /** Address of the engine. */
  endpoint: string;
  proxy: FaultProxy;
}

/** Publishes a version of the function that differs in its environment, and points `live` at it. */
export async function sendThroughProxy(
  functionName: string,
  { lambda, endpoint, proxy }: Rerouting,
): Promise<void> {
  const live = { FunctionName: functionName, Qualifier: 'live' };
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand(live));
  const variables = Object.entries(Environment?.Variables ?? {});
  // The SDK calls the host of a queue's URL, whatever endpoint it was given.
  const rerouted = variables.map(([name, value]) => [name, value.replace(endpoint, proxy.address('sqs'))]);
  const addresses = SERVICES.map((service) => [
    `AWS_ENDPOINT_URL_${service.toUpperCase()}`,
    proxy.address(service),
  ]);
  await lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName: functionName,
      Environment: { Variables: Object.fromEntries([...rerouted, ...addresses]) as Record<string, string> },
    }),
  );
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName: functionName }));
  await lambda.send(
    new UpdateAliasCommand({ FunctionName: functionName, Name: 'live', FunctionVersion: Version }),
  );
}
