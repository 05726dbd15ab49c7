// What there is of an environment: its stacks, and the data that its stacks hold or once held.
import { paginateListStackResources } from '@aws-sdk/client-cloudformation';
import {
  NAME_PROPERTY,
  dataResources,
  findExistingData,
  namesOf,
  type ExistingData,
} from './data-resources.ts';
import { readDeployedTemplate } from './deployed-template.ts';
import { heldResources } from './leftovers.ts';
import type { Plan, StackPlan } from './plan.ts';
import { progressOf, type Session } from './session.ts';
import { readSettledStack, type StackState } from './stack-state.ts';

export interface SurveyedStack {
  plan: StackPlan;
  /** Undefined when the stack does not exist; its data may, all the same. */
  state: StackState | undefined;
  /** Buckets and tables, in the stack or left by it. */
  data: ExistingData[];
  /** Those that would be deleted with the stack, because the template it was deployed with does not keep them. */
  unkept: ExistingData[];
}

type DataOfStack = Pick<SurveyedStack, 'data' | 'unkept'>;

/** What the stack itself says it holds: right whatever the template on disk says by now. */
async function dataInStack(session: Session, stackId: string): Promise<DataOfStack> {
  const client = session.clients.cloudFormation;
  const data: ExistingData[] = [];
  const held = new Set(await heldResources(client, stackId));
  for await (const page of paginateListStackResources({ client }, { StackName: stackId })) {
    for (const resource of page.StackResourceSummaries ?? []) {
      const {
        LogicalResourceId: logicalId = '',
        PhysicalResourceId: name = '',
        ResourceType: type = '',
      } = resource;
      if (type in NAME_PROPERTY && held.has(logicalId))
        data.push({ logicalId, type, name, isForeign: false });
    }
  }
  if (data.length === 0) return { data, unkept: [] };
  const { Resources } = await readDeployedTemplate(client, stackId);
  const isKept = ({ logicalId }: ExistingData) => Resources[logicalId]?.DeletionPolicy?.startsWith('Retain');
  return { data, unkept: data.filter((one) => !isKept(one)) };
}

async function dataLeftBy(session: Session, plan: StackPlan): Promise<ExistingData[]> {
  const { document } = plan.template;
  const region = await session.clients.cloudFormation.config.region();
  const names = namesOf({ parameters: plan.parameters, document, stackName: plan.stackName, region });
  return findExistingData(session.clients, dataResources(document, names), plan.stackName);
}

function merge(inStack: readonly ExistingData[], left: readonly ExistingData[]): ExistingData[] {
  return [...inStack, ...left.filter(({ name }) => !inStack.some((other) => other.name === name))];
}

async function surveyStack(session: Session, plan: StackPlan): Promise<SurveyedStack> {
  const state = await readSettledStack(session.clients.cloudFormation, plan.stackName, (status) =>
    progressOf(session, plan.definition.short).line(
      `somebody works on it (${status}); waiting until they have finished`,
    ),
  );
  const hasTemplate = state && state.status !== 'REVIEW_IN_PROGRESS';
  const { data, unkept } = hasTemplate ? await dataInStack(session, state.stackId) : { data: [], unkept: [] };
  return { plan, state, data: merge(data, await dataLeftBy(session, plan)), unkept };
}

/** Looks at every stack of the plan. */
export async function surveyEnvironment(session: Session, plan: Plan): Promise<SurveyedStack[]> {
  const surveyed: SurveyedStack[] = [];
  for (const stack of plan.stacks) surveyed.push(await surveyStack(session, stack));
  return surveyed;
}
