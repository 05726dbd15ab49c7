// The definition of one commit: its pipeline template with its parameters for this environment.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paginateListExports, type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { readParameters, stackParameters } from '../../lib/parameters.ts';
import { loadTemplate } from '../../lib/template.ts';
import { UserError } from '../../lib/user-error.ts';
import type { Target } from '../../stacks.ts';
import { stackNameOf } from '../../stacks.ts';
import type { PipelineDefinition } from './definition.ts';
import { exportCommit } from './git.ts';
import { asText } from './raw.ts';
import { readDefinition } from './read-definition.ts';
import { describeFindings, validate } from './validate.ts';

const FOLDER = 'pipeline';
const TEMPLATE = `${FOLDER}/pipeline.yaml`;
const DEFINITION = { short: 'pipeline', template: TEMPLATE, toolParameters: [] };

export interface DefinitionOfCommit {
  repository: string;
  commit: string;
  target: Target;
  exports: Readonly<Record<string, string>>;
}

/** Reads and checks it. Throws UserError with everything that is wrong. */
export async function loadDefinition(request: DefinitionOfCommit): Promise<PipelineDefinition> {
  const { repository, commit, target, exports } = request;
  const root = mkdtempSync(join(tmpdir(), 'file-processing-definition-'));
  try {
    await exportCommit(repository, commit, { folder: root, paths: [FOLDER] });
    const template = await loadTemplate(root, TEMPLATE);
    const file = await readParameters(root, target.environmentName);
    const parameters = stackParameters({ definition: DEFINITION, template, file, ...target });
    const stackName = stackNameOf(target, DEFINITION.short);
    return checked(
      readDefinition({ path: TEMPLATE, document: template.document, stackName, parameters, exports }),
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Branch that the pipeline of this checkout deploys. */
export async function deployBranch(root: string, { environmentName }: Target): Promise<string> {
  const { document } = await loadTemplate(root, TEMPLATE);
  const { values } = await readParameters(root, environmentName);
  return values?.[DEFINITION.short]?.BranchName ?? asText(document.Parameters?.BranchName?.Default) ?? 'main';
}

/** Gives the definition back if it can run. */
export function checked(definition: PipelineDefinition): PipelineDefinition {
  const findings = describeFindings(validate(definition));
  if (findings.length === 0) return definition;
  throw new UserError(`The pipeline definition is not valid: ${findings.join(' ')}`);
}

/** Name -> value of everything that stacks export. */
export async function readExports(client: CloudFormationClient): Promise<Record<string, string>> {
  const exports: Record<string, string> = {};
  for await (const { Exports = [] } of paginateListExports({ client }, {})) {
    for (const { Name = '', Value = '' } of Exports) exports[Name] = Value;
  }
  return exports;
}
