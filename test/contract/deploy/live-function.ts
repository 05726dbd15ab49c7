// What runs behind the alias `live`.
import { GetFunctionConfigurationCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import type { Clients } from '../../../scripts/lib/clients.ts';

const ALIAS = 'live';

/** Number of the version that the alias names. */
export async function liveVersion({ lambda }: Clients, functionName: string): Promise<string | undefined> {
  const command = new GetFunctionConfigurationCommand({ FunctionName: functionName, Qualifier: ALIAS });
  return (await lambda.send(command)).Version;
}

/** What the code behind the alias answers. */
export async function say({ lambda }: Clients, functionName: string): Promise<unknown> {
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: functionName, Qualifier: ALIAS }));
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}
