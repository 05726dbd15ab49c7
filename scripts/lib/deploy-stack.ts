// Brings one stack to what its template and parameters say, through a change set.
import { stackTags } from '../stacks.ts';
import { adoptData } from './adopt.ts';
import {
  createChangeSet,
  deleteChangeSet,
  describeChanges,
  type ChangeSet,
  type TemplateSource,
} from './change-set.ts';
import { dataResources, findExistingData, namesOf, type ExistingData } from './data-resources.ts';
import { refuseDataLoss } from './gate/index.ts';
import { clearTheWay, type Opening } from './leftovers.ts';
import type { StackPlan } from './plan.ts';
import { progressOf, type Progress, type Session } from './session.ts';
import { deleteShell, executeChangeSet } from './stack-operation.ts';
import { readSettledStack, type StackState } from './stack-state.ts';
import { artifactBucketOf, uploadTemplate } from './upload.ts';
import { UserError } from './user-error.ts';

export interface DeployedStack {
  short: string;
  stackName: string;
  /** As they are now; empty for a stack that a dry run did not create. */
  outputs: Record<string, string>;
  /** Whether there was anything to change; of a dry run, whether there would be. */
  changed: boolean;
}

export interface Deployment {
  plan: StackPlan;
  /** All values, those from the build included. */
  parameters: Record<string, string>;
  dryRun: boolean;
  adopt: boolean;
}

/** Larger templates must be fetched from a bucket (CloudFormation quotas: template body in a request, bytes). */
const MAX_TEMPLATE_BODY_IN_BYTES = 51_200;

async function templateSource(session: Session, { template }: StackPlan): Promise<TemplateSource> {
  if (Buffer.byteLength(template.text) <= MAX_TEMPLATE_BODY_IN_BYTES) return { TemplateBody: template.text };
  const { clients, target } = session;
  const bucket = await artifactBucketOf(clients, target);
  return { TemplateURL: (await uploadTemplate(clients, { target, bucket }, template)).url };
}

/** Data that the change set would create although it exists: on AWS the stack would fail or begin with an empty table. */
async function dataInTheWay(
  session: Session,
  deployment: Deployment,
  changeSet: ChangeSet,
): Promise<ExistingData[]> {
  const { document } = deployment.plan.template;
  const added = new Set(
    changeSet.changes.flatMap(({ ResourceChange: change }) =>
      change?.Action === 'Add' ? [change.LogicalResourceId] : [],
    ),
  );
  const [, , , region = '', accountId = ''] = changeSet.stackId.split(':');
  const { stackName } = deployment.plan;
  const names = namesOf({ parameters: deployment.parameters, document, stackName, region, accountId });
  const resources = dataResources(document, names).filter(({ logicalId }) => added.has(logicalId));
  return findExistingData(session.clients, resources, stackName);
}

function describeDataInTheWay(stackName: string, found: readonly ExistingData[]): string {
  const foreign = found.find(({ isForeign }) => isForeign);
  if (foreign) {
    return `The bucket name ${foreign.name} is taken, in another region or by another account; choose another --project or --environment.`;
  }
  const names = found.map(({ name }) => name).join(', ');
  return (
    `${names} exists already and belongs to no stack (an earlier destroy kept it); add --adopt to take it into ${stackName} ` +
    'with its data, or delete it with `npm run destroy -- --delete-data`.'
  );
}

interface Prepared {
  changeSet: ChangeSet;
  /** The change set made a shell, which goes with it. */
  madeShell: boolean;
  progress: Progress;
}

async function discard({ clients }: Session, { changeSet, madeShell }: Prepared): Promise<void> {
  await deleteChangeSet(clients.cloudFormation, changeSet);
  if (madeShell) await deleteShell(clients.cloudFormation, changeSet.stackId);
}

const MISSING_IMPORT = /No export named (\S+) found/;

/** A change set that CloudFormation refused. In a dry run a missing import is no fault: the stack above would bring it. */
function failOrExplain({ plan, dryRun }: Deployment, { changeSet, progress }: Prepared): void {
  const missing = MISSING_IMPORT.exec(changeSet.reason)?.[1]?.replace(/[.'"]+$/, '');
  if (!dryRun || missing === undefined) {
    throw new UserError(
      `The changes of ${plan.stackName} cannot be worked out: ${changeSet.reason} Mend ${plan.template.path} or its parameters and repeat the command.`,
    );
  }
  progress.line(
    `its changes cannot be shown yet: it imports ${missing}, which a stack before it has still to export`,
  );
}

async function finish(
  session: Session,
  deployment: Deployment,
  prepared: Prepared,
): Promise<StackState | undefined> {
  const { changeSet, progress } = prepared;
  const { stackName } = deployment.plan;
  const isReady = changeSet.state === 'ready';
  try {
    if (changeSet.state === 'failed') failOrExplain(deployment, prepared);
    if (changeSet.state === 'empty') progress.line('unchanged');
    if (isReady) {
      progress.line(`${changeSet.changes.length} change${changeSet.changes.length === 1 ? '' : 's'}`);
      describeChanges(changeSet.changes).forEach(progress.detail);
      const found = await dataInTheWay(session, deployment, changeSet);
      if (found.length > 0) throw new UserError(describeDataInTheWay(stackName, found));
    }
  } catch (error) {
    await discard(session, prepared);
    throw error;
  }
  if (!isReady || deployment.dryRun) {
    await discard(session, prepared);
    return undefined;
  }
  const begin = performance.now();
  const state = await executeChangeSet(session.clients.cloudFormation, { stackName, changeSet, progress });
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  progress.line(`${prepared.madeShell ? 'created' : 'updated'} in ${seconds} s`);
  return state;
}

const OPENING_AFTER = { imported: 'update', shown: 'blocked', none: 'create' } as const;

async function openStack(
  session: Session,
  deployment: Deployment,
  state: StackState | undefined,
): Promise<Opening> {
  const { plan, parameters, dryRun, adopt } = deployment;
  const progress = progressOf(session, plan.definition.short);
  const { stackName } = plan;
  const opening = await clearTheWay(session.clients.cloudFormation, { stackName, state, progress, dryRun });
  if (opening !== 'create' || !adopt) return opening;
  const adoption = await adoptData(session, { plan, parameters, dryRun });
  if (adoption === 'shown') progress.line('the rest of the stack would follow as an update');
  return OPENING_AFTER[adoption];
}

/** Deploys one stack; see `deployStacks`. */
export async function deployStack(session: Session, deployment: Deployment): Promise<DeployedStack> {
  const { plan, parameters } = deployment;
  const { stackName, definition } = plan;
  const { short } = definition;
  const client = session.clients.cloudFormation;
  const progress = progressOf(session, short);
  const before = await readSettledStack(client, stackName, (status) =>
    progress.line(`somebody works on it (${status}); waiting until they have finished`),
  );
  const opening = await openStack(session, deployment, before);
  const outputs = before?.outputs ?? {};
  if (opening === 'blocked') return { short, stackName, outputs, changed: true };
  const newTemplate = plan.template.document;
  // `deployStacks` has asked for all stacks before; since then a queue may have filled and the stacks above have changed.
  await refuseDataLoss({ clients: session.clients, stackName, newTemplate, newParameters: parameters });
  const changeSet = await createChangeSet(client, {
    stackName,
    type: opening === 'create' ? 'CREATE' : 'UPDATE',
    template: await templateSource(session, plan),
    parameters,
    tags: stackTags(session.target),
  });
  const madeShell = opening === 'create' && before?.status !== 'REVIEW_IN_PROGRESS';
  const after = await finish(session, deployment, { changeSet, madeShell, progress });
  return { short, stackName, outputs: after?.outputs ?? outputs, changed: changeSet.state !== 'empty' };
}
