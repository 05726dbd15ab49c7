// Manual approval: the action waits until a person answers, or for seven days.
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { UserError } from '../../lib/user-error.ts';
import { ActionFailed, type ActionContext, type ActionResult, type RunAction } from './action.ts';

export interface Answer {
  isApproved: boolean;
  /** Why, in the person's words. */
  comment: string;
}

export interface Approvals {
  run: RunAction;
  /** Answers the approval that this execution waits for; returns its name. Throws UserError when it waits for none. */
  answer(executionId: string, answer: Answer): string;
}

/** "Quotas in AWS CodePipeline": an approval fails when nobody has answered by then. */
const PATIENCE_IN_MS = 7 * 24 * 60 * 60 * 1000;

interface Waiting {
  name: string;
  resolve(answer: Answer): void;
}

/** Tells that somebody must look; a failure to tell is noted in the log and holds nothing up. */
export type Notify = (topicArn: string, subject: string, message: string) => Promise<void>;

/** Makes the provider and the way to answer it. */
export function createApprovals(notify: Notify = publish): Approvals {
  const waiting = new Map<string, Waiting[]>();
  return {
    run: async (context) => {
      const { promise, resolve } = Promise.withResolvers<Answer>();
      const { executionId } = context.execution;
      const name = `${context.stageName}/${context.action.name}`;
      const entry = { name, resolve };
      waiting.set(executionId, [...(waiting.get(executionId) ?? []), entry]);
      try {
        await tell(context, notify);
        return resultOf(await inTime(promise, context.signal));
      } finally {
        waiting.set(
          executionId,
          (waiting.get(executionId) ?? []).filter((other) => other !== entry),
        );
      }
    },
    answer: (executionId, answer) => {
      const [first] = waiting.get(executionId) ?? [];
      if (first === undefined) throw new UserError(`${executionId.slice(0, 8)} waits for no approval.`);
      first.resolve(answer);
      return first.name;
    },
  };
}

async function tell({ action, execution, stageName, log }: ActionContext, notify: Notify): Promise<void> {
  const { NotificationArn, CustomData } = action.configuration;
  const id = execution.executionId;
  log(`Waiting: npm run pipeline -- approve ${id.slice(0, 8)} [--reject]`);
  if (NotificationArn === undefined) return;
  const message = [
    `The pipeline ${execution.pipelineName} waits in stage ${stageName} for an answer to ${action.name}.`,
    `Commit ${execution.revision}: ${execution.revisionSummary}`,
    ...(CustomData ? [CustomData] : []),
    `Answer with: npm run pipeline -- approve ${id} [--reject]`,
  ].join('\n');
  await notify(NotificationArn, `APPROVAL NEEDED: ${execution.pipelineName}`.slice(0, 99), message).catch(
    (error: Error) => log(`Nobody could be told: ${error.message}`),
  );
}

async function inTime(answer: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(new ActionFailed('The runner was stopped.'));
  const timer = setTimeout(() => reject(new ActionFailed('Nobody answered within 7 days.')), PATIENCE_IN_MS);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([answer, promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

function resultOf({ isApproved, comment }: Answer): ActionResult {
  if (!isApproved) throw new ActionFailed(`Rejected${comment ? `: ${comment}` : '.'}`);
  return { summary: `Approved${comment ? `: ${comment}` : '.'}` };
}

async function publish(topicArn: string, subject: string, message: string): Promise<void> {
  const client = new SNSClient({ maxAttempts: 1 });
  try {
    await client.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: message }));
  } finally {
    client.destroy();
  }
}
