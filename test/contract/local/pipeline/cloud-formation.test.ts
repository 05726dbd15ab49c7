// The CloudFormation action on the engine: what it creates, leaves alone and refuses, with the reasons that AWS gives.
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CloudFormationClient, CreateStackCommand, DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStack } from '../../../../scripts/lib/stack-state.ts';
import type { ActionContext } from '../../../../scripts/local/pipeline/action.ts';
import { createCloudFormation } from '../../../../scripts/local/pipeline/cloud-formation.ts';
import { testEngine } from '../../../support/engine.ts';
import { eventually } from '../../../support/eventually.ts';

testEngine();
const client = new CloudFormationClient();
afterAll(() => client.destroy());

let folder: string;
let stackName: string;
let count = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloud-formation-'));
  stackName = `pipeline-action-${(count += 1)}`;
});
afterEach(async () => {
  await client.send(new DeleteStackCommand({ StackName: stackName }));
  rmSync(folder, { recursive: true, force: true });
});

const QUEUE = `
Parameters: { Delay: { Type: String, Default: '0' }, Name: { Type: String, Default: none } }
Resources: { Queue: { Type: AWS::SQS::Queue, Properties: { DelaySeconds: !Ref Delay } } }
Outputs: { Name: { Value: !Ref Name } }
`;

/** Runs the action on an artifact of these files; returns its result and its log. */
async function act(files: Record<string, string>, more: Record<string, string> = {}) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const log: string[] = [];
  const configuration = {
    ActionMode: 'CREATE_UPDATE',
    StackName: stackName,
    RoleArn: 'role',
    TemplatePath: 'Release::template.yaml',
    ...more,
  };
  const run = createCloudFormation({ client, insteadOf: () => undefined });
  const result = await run({
    action: { configuration },
    inputs: new Map([['Release', folder]]),
    log: (line: string) => log.push(line),
    signal: new AbortController().signal,
  } as unknown as ActionContext);
  return { ...result, log };
}

describe('CREATE_UPDATE', () => {
  it('creates, updates, and succeeds without a change', async () => {
    const configuration = {
      TemplateConfiguration: 'Release::p.json',
      ParameterOverrides: '{"Name": {"Fn::GetParam": ["Release", "values.json", "name"]}}',
    };
    const files = {
      'template.yaml': QUEUE,
      'p.json': '{"Parameters": {"Delay": "1"}, "Tags": {"a": "b"}}',
      'values.json': '{"name": "mine"}',
    };
    const created = await act(files, configuration);
    expect(created).toMatchObject({ summary: '1 change', variables: { Name: 'mine' } });
    expect(created.log.at(-1)).toBe('created Queue (AWS::SQS::Queue)');
    expect(await act(files, configuration)).toMatchObject({
      summary: 'unchanged',
      variables: { Name: 'mine' },
      log: ['No updates are to be performed.'],
    });
    expect(await act({ ...files, 'p.json': '{"Parameters": {"Delay": "2"}}' }, configuration)).toMatchObject({
      summary: '1 change',
    });
  });

  it('tells the first cause of a failure', async () => {
    await expect(
      act(
        { 'template.yaml': QUEUE, 'p.json': '{"Parameters": {"Delay": "901"}}' },
        { TemplateConfiguration: 'Release::p.json' },
      ),
    ).rejects.toThrow(
      `${stackName} ended as ROLLBACK_COMPLETE, because Queue (AWS::SQS::Queue) failed: Invalid value for the parameter DelaySeconds.`,
    );
    // AWS refuses to update what is left, the engine would not.
    await expect(act({ 'template.yaml': QUEUE }, {})).rejects.toThrow(
      `Stack ${stackName} is in ROLLBACK_COMPLETE state and can not be updated; mend or delete the stack, then retry.`,
    );
  });

  it.each([
    {
      what: 'a template that is not there',
      files: {},
      more: {},
      message: 'File [template.yaml] does not exist in artifact [Release]: ENOENT',
    },
    {
      what: 'a parameter that the template has not',
      files: { 'template.yaml': QUEUE, 'p.json': '{"Parameters": {"Dealy": "1"}}' },
      more: { TemplateConfiguration: 'Release::p.json' },
      message: 'Parameters: [Dealy] do not exist in the template',
    },
    {
      what: 'a configuration that is no JSON',
      files: { 'template.yaml': QUEUE, 'p.json': '{' },
      more: { TemplateConfiguration: 'Release::p.json' },
      message: 'Release::p.json is not valid JSON',
    },
    {
      what: 'a role without the capability',
      files: {
        'template.yaml':
          'Resources: { R: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } } }',
      },
      more: {},
      message: 'Requires capabilities : [CAPABILITY_IAM]',
    },
    {
      what: 'a named role without the capability for names',
      files: {
        'template.yaml':
          'Resources: { R: { Type: AWS::IAM::Role, Properties: { RoleName: r, AssumeRolePolicyDocument: {} } } }',
      },
      more: { Capabilities: 'CAPABILITY_IAM' },
      message: 'Requires capabilities : [CAPABILITY_NAMED_IAM]',
    },
  ])('refuses $what and makes no stack', async ({ files, more, message }) => {
    await expect(act(files as Record<string, string>, more as Record<string, string>)).rejects.toThrow(
      message,
    );
    expect(await readStack(client, stackName)).toBeUndefined();
  });

  it('takes over a stack that somebody made by hand', async () => {
    await client.send(new CreateStackCommand({ StackName: stackName, TemplateBody: QUEUE }));
    await eventually(async () => (await readStack(client, stackName))?.status === 'CREATE_COMPLETE', {
      withinMs: 10_000,
      everyMs: 20,
    });
    expect(await act({ 'template.yaml': QUEUE })).toMatchObject({ summary: 'unchanged' });
  });
});
