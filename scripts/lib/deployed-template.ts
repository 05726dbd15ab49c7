// The template that a stack was deployed with.
import { GetTemplateCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { parseTemplate, type TemplateDocument } from './template.ts';

/** A template as text or, when it was JSON, as the service may return it. */
export async function readDeployedTemplate(
  client: CloudFormationClient,
  stackId: string,
): Promise<TemplateDocument> {
  const command = new GetTemplateCommand({ StackName: stackId, TemplateStage: 'Original' });
  const { TemplateBody = '{}' } = await client.send(command);
  return parseTemplate(TemplateBody, 'The deployed template');
}
