// Sends the calls of the deployed functions through the proxy, by their environment alone.
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { changeEnvironment, readdressed } from '../lib/outside/change-environment.ts';
import { SERVICES } from './faults.ts';
import type { FaultProxy } from './proxy.ts';

interface Rerouting {
  lambda: LambdaClient;
  /** Address of the engine. */
  endpoint: string;
  proxy: FaultProxy;
}

/** From the next invocation on, the function finds every service at the address of the proxy. */
export async function sendThroughProxy(
  functionName: string,
  { lambda, endpoint, proxy }: Rerouting,
): Promise<void> {
  const addresses = SERVICES.map((service) => [
    `AWS_ENDPOINT_URL_${service.toUpperCase()}`,
    proxy.address(service),
  ]);
  await changeEnvironment(lambda, functionName, (variables) => ({
    ...readdressed(variables, endpoint, proxy.address('sqs')),
    ...(Object.fromEntries(addresses) as Record<string, string>),
  }));
}
