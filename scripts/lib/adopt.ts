// Takes buckets and tables that an earlier destroy kept into a new stack, with their data: an import change set.
import type { ResourceToImport } from '@aws-sdk/client-cloudformation';
import { createChangeSet, deleteChangeSet, describeChanges, type ChangeSet } from './change-set.ts';
import {
  NAME_PROPERTY,
  dataResources,
  findExistingData,
  namesOf,
  type ExistingData,
} from './data-resources.ts';
import type { StackPlan } from './plan.ts';
import { progressOf, type Session } from './session.ts';
import { deleteShell, executeChangeSet } from './stack-operation.ts';
import type { TemplateDocument, TemplateResource } from './template.ts';
import { UserError } from './user-error.ts';

function withoutOrder({ DependsOn: _, ...resource }: TemplateResource): TemplateResource {
  return resource;
}

/**
 * The part of a template that an import may have: the resources to import and what decides their properties. An import
 * must neither create anything else nor add outputs; the ordinary deployment after it brings the rest.
 */
export function importTemplate(document: TemplateDocument, logicalIds: readonly string[]): string {
  const { Outputs: _outputs, Resources, ...rest } = document;
  const chosen = Object.entries(Resources).filter(([id]) => logicalIds.includes(id));
  const resources = Object.fromEntries(chosen.map(([id, resource]) => [id, withoutOrder(resource)]));
  return JSON.stringify({ ...rest, Resources: resources });
}

function refuseAmbiguity(found: readonly ExistingData[]): void {
  for (const { logicalId } of found) {
    const names = found.filter((other) => other.logicalId === logicalId).map(({ name }) => name);
    if (names.length > 1) {
      throw new UserError(
        `${logicalId} could be any of ${names.join(', ')}; delete or rename all but the one to adopt, and repeat the command.`,
      );
    }
  }
}

function toImport({ logicalId, type, name }: ExistingData): ResourceToImport {
  return {
    LogicalResourceId: logicalId,
    ResourceType: type,
    ResourceIdentifier: { [NAME_PROPERTY[type] ?? '']: name },
  };
}

interface Adoption {
  plan: StackPlan;
  parameters: Record<string, string>;
  dryRun: boolean;
}

async function findKeptData(session: Session, { plan, parameters }: Adoption): Promise<ExistingData[]> {
  const { clients } = session;
  const { document } = plan.template;
  const region = await clients.cloudFormation.config.region();
  const names = namesOf({ parameters, document, stackName: plan.stackName, region });
  return findExistingData(clients, dataResources(document, names), plan.stackName);
}

/** `imported`: the stack exists now and holds the data. `shown`: a dry run; it would. `none`: there is nothing to adopt. */
export type AdoptionResult = 'imported' | 'shown' | 'none';

/** Imports what exists into the stack, which must not exist yet. */
export async function adoptData(session: Session, adoption: Adoption): Promise<AdoptionResult> {
  const { plan, parameters, dryRun } = adoption;
  const { stackName, template } = plan;
  const progress = progressOf(session, plan.definition.short);
  const found = await findKeptData(session, adoption);
  refuseAmbiguity(found);
  if (found.length === 0) return 'none';
  const client = session.clients.cloudFormation;
  const changeSet = await createChangeSet(client, {
    stackName,
    type: 'IMPORT',
    template: {
      TemplateBody: importTemplate(
        template.document,
        found.map(({ logicalId }) => logicalId),
      ),
    },
    parameters,
    resourcesToImport: found.map(toImport),
  });
  for (const { logicalId, name } of found) progress.line(`adopting ${name} as ${logicalId}`);
  describeChanges(changeSet.changes).forEach(progress.detail);
  if (changeSet.state === 'ready' && !dryRun) {
    await executeChangeSet(client, { stackName, changeSet, progress });
    return 'imported';
  }
  await discard(session, changeSet);
  if (changeSet.state === 'ready') return 'shown';
  throw new UserError(
    `${stackName} cannot adopt ${found.map(({ name }) => name).join(', ')}: ${changeSet.reason}`,
  );
}

async function discard({ clients }: Session, changeSet: ChangeSet): Promise<void> {
  await deleteChangeSet(clients.cloudFormation, changeSet);
  await deleteShell(clients.cloudFormation, changeSet.stackId);
}
