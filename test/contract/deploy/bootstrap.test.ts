// Setting a pipeline up, as far as the engine can follow: it has stacks and roles, and neither connections nor pipelines.
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { testEngine } from '../../support/engine.ts';
import { runCommand } from './run-command.ts';

// Processes are started here, on a machine that may be busy.
jest.setTimeout(120_000);

const ARN = 'arn:aws:codeconnections:us-east-1:000000000000:connection/00000000-0000-0000-0000-000000000001';
const words = (environment: string) => [
  'bootstrap',
  '--environment',
  environment,
  '--repository',
  'acme/files',
];
const NO_PIPELINES =
  'This endpoint does not know AWS::CodePipeline::Pipeline: only AWS itself can run the pipeline there.';

let client: CloudFormationClient;

async function stacks(environment: string) {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({}));
  const own = Stacks.filter(({ StackName }) => StackName?.startsWith(`file-processing-${environment}-`));
  return own.map(({ StackName, StackStatus, EnableTerminationProtection }) => [
    StackName?.replace(`file-processing-${environment}-`, ''),
    StackStatus,
    EnableTerminationProtection,
  ]);
}

beforeAll(() => {
  testEngine();
  client = new CloudFormationClient({});
});
afterAll(async () => {
  for (const short of ['bootstrap', 'artifact-bucket']) {
    const StackName = `file-processing-boot-${short}`;
    await client.send(
      new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: false }),
    );
    await client.send(new DeleteStackCommand({ StackName }));
  }
  client.destroy();
});

describe('npm run bootstrap', () => {
  test('deploys and protects bucket and bootstrap, and says what to use where there are no pipelines', async () => {
    const { code, output } = await runCommand([...words('boot'), '--connection', ARN, '--yes']);
    expect(output).toContain('Account 000000000000, region us-east-1.');
    expect(output).toContain('  file-processing-boot-pipeline (new)');
    expect(output).toContain(NO_PIPELINES);
    expect(output).toContain('`npm start` and `git push` to .local/repository.git');
    expect(code).toBe(1);
    expect(await stacks('boot')).toEqual([
      ['artifact-bucket', 'CREATE_COMPLETE', true],
      ['bootstrap', 'CREATE_COMPLETE', true],
    ]);
  });

  test('changes nothing the second time', async () => {
    const { output } = await runCommand([...words('boot'), '--yes']);
    expect(output).toContain('artifact-bucket: unchanged\nbootstrap: unchanged\n');
    expect(output).not.toContain('protected');
    expect(output).toContain(NO_PIPELINES);
  });

  test.each([
    { what: 'without a terminal and without --yes', more: [], sentence: 'add --yes if you are sure' },
    { what: 'in a dry run', more: ['--dry-run', '--connection', ARN], sentence: NO_PIPELINES },
  ])('creates nothing $what', async ({ more, sentence }) => {
    const { code, output } = await runCommand([...words('bootdry'), ...more]);
    expect(output).toContain(sentence);
    expect(code).toBe(1);
    expect(await stacks('bootdry')).toEqual([]);
  });

  test('does not ask for a person where there are no connections', async () => {
    const { code, output } = await runCommand([...words('bootdry'), '--dry-run']);
    expect(output).toContain('This endpoint does not know AWS::CodeConnections::Connection');
    expect(code).toBe(1);
  });

  test('checks what it is given before it asks anybody', async () => {
    const { code, output } = await runCommand(
      ['bootstrap', '--repository', 'https://github.com/acme/files'],
      {
        AWS_REGION: '',
      },
    );
    expect(output).toContain('"https://github.com/acme/files" cannot be the repository; use `owner/name`');
    expect(code).toBe(1);
  });
});
