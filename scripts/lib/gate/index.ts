// The gate against losing data: refuses a template that would replace or drop what holds data, before anything is touched.
// It compares what is deployed with what is to come, because change sets do not tell: replacement is often `Conditional`.
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Clients } from '../clients.ts';
import type { StackPlan } from '../plan.ts';
import type { TemplateDocument } from '../template.ts';
import { UserError } from '../user-error.ts';
import { findLosses, type Loss } from './compare.ts';
import { QUEUE } from './create-only.ts';
import { readDeployed, readableParameters } from './deployed.ts';
import { findBrokenExports, importersOf, type BrokenExport } from './exports.ts';

export interface GateOptions {
  clients: Pick<Clients, 'cloudFormation' | 'sqs'>;
  stackName: string;
  newTemplate: TemplateDocument;
  /** Values that the deployment would give; parameters without one have the template's default. */
  newParameters: Readonly<Record<string, string>>;
}

const RUNBOOK = 'docs/operations.md#replacing-what-holds-data';

/** Visible, in flight and delayed; the service counts them only about right. */
async function countMessages({ sqs }: GateOptions['clients'], queueUrl: string): Promise<number> {
  try {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
        ],
      }),
    );
    return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
  } catch (error) {
    // Somebody deleted the queue by hand: it holds nothing.
    if (error instanceof Error && /QueueDoesNotExist|NonExistentQueue/.test(error.name)) return 0;
    throw error;
  }
}

async function describeLoss(options: GateOptions, { resource, fate, because }: Loss): Promise<string[]> {
  const { logicalId, type, physicalId } = resource;
  const subject = `${options.stackName}: ${logicalId} (${type}, ${physicalId})`;
  if (type !== QUEUE) {
    return [`${subject} ${fate}, because ${because}; take that change back, or follow ${RUNBOOK}.`];
  }
  const messages = await countMessages(options.clients, physicalId);
  if (messages === 0) return [];
  return [
    `${subject} holds ${messages} message${messages === 1 ? '' : 's'} and ${fate}, because ${because}; wait until it is empty, take that change back, or follow ${RUNBOOK}.`,
  ];
}

async function describeBrokenExport(options: GateOptions, broken: BrokenExport): Promise<string[]> {
  const importers = await importersOf(options.clients.cloudFormation, broken.name);
  if (importers.length === 0) return [];
  return [
    `${options.stackName}: the export ${broken.name} is imported by ${importers.join(', ')}, but ${broken.because}; let the importing stacks go without it first, or follow ${RUNBOOK}.`,
  ];
}

/**
 * Throws UserError with one sentence per refusal when the new template or its parameters would replace or drop a bucket,
 * a table, a key, a connection, a queue that holds messages, or an export that another stack imports. What a deletion policy
 * would keep counts as dropped too: the stack would no longer look after it. Changes nothing. A stack that does not exist, or
 * holds nothing, passes.
 */
export async function refuseDataLoss(options: GateOptions): Promise<void> {
  const { clients, stackName, newTemplate, newParameters } = options;
  const deployed = await readDeployed(clients.cloudFormation, stackName);
  if (!deployed) return;
  const values = { ...readableParameters(newTemplate, newParameters), ...deployed.pseudo };
  const after = { document: newTemplate, values };
  const refusals: string[] = [];
  for (const loss of findLosses(deployed.held, { before: deployed.scope, after })) {
    refusals.push(...(await describeLoss(options, loss)));
  }
  for (const broken of findBrokenExports(deployed.exported, after)) {
    refusals.push(...(await describeBrokenExport(options, broken)));
  }
  if (refusals.length > 0) throw new UserError(refusals.join('\n'));
}

/** The same for many stacks at once, so that none is touched when one of them is refused. Throws one UserError for all. */
export async function refuseDataLosses(
  clients: GateOptions['clients'],
  plans: readonly StackPlan[],
): Promise<void> {
  const asked = plans.map(({ stackName, template, parameters }) =>
    refuseDataLoss({ clients, stackName, newTemplate: template.document, newParameters: parameters }),
  );
  const errors = (await Promise.allSettled(asked)).flatMap((one) =>
    one.status === 'rejected' ? [one.reason as Error] : [],
  );
  const unexpected = errors.find((error) => !(error instanceof UserError));
  if (unexpected) throw unexpected;
  if (errors.length > 0) throw new UserError(errors.map(({ message }) => message).join('\n'));
}
