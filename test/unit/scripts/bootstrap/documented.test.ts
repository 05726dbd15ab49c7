// The runbook's three AWS CLI commands do what `npm run bootstrap` does: same stacks, templates, values, capabilities, tags.
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { deployBootstrap } from '../../../../scripts/lib/bootstrap/deploy-bootstrap.ts';
import { givenParameters } from '../../../../scripts/lib/bootstrap/given.ts';
import { planBootstrap } from '../../../../scripts/lib/bootstrap/plan-bootstrap.ts';
import { REPOSITORY } from '../../../../scripts/lib/plan.ts';
import { bashLines, readPage } from '../../docs/markdown.ts';
import { createFakeAccount } from './fake-account.ts';

const TARGET = { projectName: 'file-processing', environmentName: 'prod' };
/** CloudFormation takes no larger template in a request; the CLI would need a bucket (CloudFormation quotas). */
const MAX_TEMPLATE_BODY_IN_BYTES = 51_200;

interface Deployment {
  stackName: string | undefined;
  template: string;
  parameters: Record<string, string>;
  capabilities: string[];
  tags: Record<string, string>;
}

const pairs = (words: readonly string[]) =>
  Object.fromEntries(words.map((word) => word.split(/=(.*)/s).slice(0, 2) as [string, string]));

/** `aws cloudformation deploy --option value value ...` */
function parse(line: string): Deployment {
  const options = new Map(
    line
      .split(' --')
      .slice(1)
      .map((part) => part.split(' '))
      .map(([name = '', ...words]) => [name, words] as const),
  );
  const words = (name: string) => options.get(name) ?? [];
  return {
    stackName: words('stack-name')[0],
    template: readFileSync(words('template-file')[0] ?? '', 'utf8'),
    parameters: pairs(words('parameter-overrides')),
    capabilities: words('capabilities'),
    tags: pairs(words('tags')),
  };
}

const lines = bashLines(readPage('docs/operations.md'));
const documented = lines.filter((line) => line.startsWith('aws cloudformation deploy ')).map(parse);

let account: ReturnType<typeof createFakeAccount>;
beforeEach(() => {
  account = createFakeAccount(() => ({}));
});
afterEach(() => account.restore());

async function done(): Promise<Deployment[]> {
  const given = givenParameters({ repository: 'acme/files' });
  const plan = await planBootstrap(account.clients, { source: REPOSITORY, target: TARGET, given });
  const session = { clients: account.clients, target: TARGET, onProgress: () => {} };
  const handshake = () => Promise.resolve();
  await deployBootstrap(session, { plan, dryRun: false, adopt: false, yes: false, handshake });
  return account.executed.map(
    ({ StackName, TemplateBody = '', Parameters = [], Capabilities = [], Tags = [] }) => ({
      stackName: StackName,
      template: TemplateBody,
      parameters: pairs(
        Parameters.map(({ ParameterKey, ParameterValue }) => `${ParameterKey}=${ParameterValue}`),
      ),
      capabilities: Capabilities,
      tags: pairs(Tags.map(({ Key, Value }) => `${Key}=${Value}`)),
    }),
  );
}

describe('the commands of "First deployment"', () => {
  test('deploy what npm run bootstrap deploys, in the same order', async () => {
    expect(documented).toEqual(await done());
  });

  test('protect what npm run bootstrap protects', async () => {
    await done();
    const loop = lines.findIndex((line) => line.includes('--enable-termination-protection'));
    const shorts = /^for stack in ([^;]+);/.exec(lines[loop - 1] ?? '')?.[1]?.split(' ') ?? [];
    expect(shorts.map((short) => `protect file-processing-prod-${short}`)).toEqual(
      account.deeds.filter((deed) => deed.startsWith('protect ')),
    );
  });

  test.each(documented)('give the template of $stackName in the request', ({ template }) => {
    expect(Buffer.byteLength(template)).toBeLessThanOrEqual(MAX_TEMPLATE_BODY_IN_BYTES);
  });
});
