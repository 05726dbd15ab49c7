// What the tools ask Lambda about a function, and how long they wait for it.
import {
  GetFunctionConfigurationCommand,
  type FunctionConfiguration,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { poll } from '../poll.ts';
import { UserError } from '../user-error.ts';

/** Every trigger names it. */
export const ALIAS = 'live';
const TIMEOUT_IN_MS = 5 * 60 * 1000;

export interface WantedState {
  functionName: string;
  /** Version or alias; $LATEST when absent. */
  qualifier?: string;
  isReached: (configuration: FunctionConfiguration) => boolean;
}

/** Waits until Lambda has done what it was told. Throws UserError with Lambda's reason when it could not. */
export async function waitForFunction(
  client: LambdaClient,
  { functionName, qualifier, isReached }: WantedState,
): Promise<void> {
  await poll(
    async () => {
      const configuration = await configurationOf(client, functionName, qualifier);
      if (configuration.LastUpdateStatus === 'Failed' || configuration.State === 'Failed') {
        const reason = configuration.LastUpdateStatusReason ?? configuration.StateReason ?? 'no reason given';
        throw new UserError(
          `Lambda could not take the new code of ${functionName}: ${reason}; mend that and repeat the command.`,
        );
      }
      return isReached(configuration) ? true : undefined;
    },
    { what: `${functionName} to take the new code`, timeoutInMs: TIMEOUT_IN_MS },
  );
}

/** Configuration of $LATEST, a version, or what the alias names. */
export function configurationOf(
  client: LambdaClient,
  functionName: string,
  qualifier?: string,
): Promise<FunctionConfiguration> {
  return client.send(
    new GetFunctionConfigurationCommand({ FunctionName: functionName, Qualifier: qualifier }),
  );
}

/** Replaces Lambda's "not found" by a sentence with the next step. */
export function asMissing(sentence: string) {
  return (error: Error): never => {
    if (error.name !== 'ResourceNotFoundException') throw error;
    throw new UserError(sentence, { cause: error });
  };
}
