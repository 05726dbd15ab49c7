// Calls a released function once with nothing to do, so that code that cannot even start is found now, with its reason.
import { InvokeCommand, type InvokeCommandOutput } from '@aws-sdk/client-lambda';
import type { Clients } from '../clients.ts';
import { UserError } from '../user-error.ts';
import { ALIAS, configurationOf } from './function-state.ts';
import type { Published } from './published.ts';

/** On top of the function's own time-out: start-up, and the way there and back. */
const GRACE_IN_MS = 30_000;
const MAX_REASON_LENGTH = 500;

/** A batch without messages, or what the schedule sends: an ordinary run, which may come at any time. */
const payloadOf = ({ isFedByQueue }: Published) => JSON.stringify(isFedByQueue ? { Records: [] } : {});

function reasonOf({ Payload }: InvokeCommandOutput): string {
  const text = Buffer.from(Payload ?? []).toString();
  try {
    const { errorType, errorMessage } = JSON.parse(text) as { errorType?: string; errorMessage?: string };
    return `${errorType ?? 'Error'}: ${errorMessage ?? 'no message'}`.slice(0, MAX_REASON_LENGTH);
  } catch {
    return text.slice(0, MAX_REASON_LENGTH);
  }
}

/** Throws UserError with the function's own reason when it fails, and when it does not answer in time. */
export async function callOnce({ lambda }: Clients, published: Published): Promise<void> {
  const { functionName, version } = published;
  const { Timeout = 3 } = await configurationOf(lambda, functionName, ALIAS);
  const limitInMs = Timeout * 1000 + GRACE_IN_MS;
  const command = new InvokeCommand({
    FunctionName: functionName,
    Qualifier: ALIAS,
    Payload: payloadOf(published),
  });
  const signal = AbortSignal.timeout(limitInMs);
  const answer = await lambda.send(command, { abortSignal: signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
    throw new UserError(
      `Version ${version} of ${functionName} gave no answer within ${limitInMs / 1000} seconds; look into the log group /aws/lambda/${functionName}, mend the code and release again.`,
      { cause: error },
    );
  });
  if (answer.FunctionError === undefined) return;
  throw new UserError(
    `Version ${version} of ${functionName} fails when it is called (${reasonOf(answer)}); look into the log group /aws/lambda/${functionName}, mend the code and release again.`,
  );
}
