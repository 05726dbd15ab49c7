// What the pipeline's CloudFormation actions would do with an artifact, told by change sets that are thrown away.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { createChangeSet, deleteChangeSet, type ChangeSet } from '../../scripts/lib/change-set.ts';
import { stackNameOf, type Target } from '../../scripts/stacks.ts';

interface Configuration {
  Parameters: Record<string, string>;
  Tags: Record<string, string>;
}

/** Short name -> whether the existing stack would change (`ready`) or not (`empty`). */
export async function planThroughArtifact(
  client: CloudFormationClient,
  { target, folder }: { target: Target; folder: string },
): Promise<Record<string, ChangeSet['state']>> {
  const states: Record<string, ChangeSet['state']> = {};
  for (const file of (await readdir(join(folder, 'templates'))).sort()) {
    const short = file.replace(/\.yaml$/, '');
    const configuration = await readFile(join(folder, `parameters/${short}.json`), 'utf8');
    const { Parameters, Tags } = JSON.parse(configuration) as Configuration;
    const changeSet = await createChangeSet(client, {
      stackName: stackNameOf(target, short),
      type: 'UPDATE',
      template: { TemplateBody: await readFile(join(folder, 'templates', file), 'utf8') },
      parameters: Parameters,
      tags: Tags,
    });
    await deleteChangeSet(client, changeSet);
    states[short] = changeSet.state;
  }
  return states;
}
