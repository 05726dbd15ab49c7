// A git push goes through repository, runner, bash and engine to a stack; failures stop where they belong and raise an alert.
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { readStack } from '../../scripts/lib/stack-state.ts';
import { createInbox, readInbox } from '../../scripts/local/inbox.ts';
import {
  prepareLocalRepository,
  startLocalPipeline,
  type LocalPipeline,
} from '../../scripts/local/pipeline/local-pipeline.ts';
import { isRunning, type Execution } from '../../scripts/local/pipeline/execution.ts';
import { placesIn, storeOf } from '../../scripts/local/pipeline/places.ts';
import { sendCommand } from '../../scripts/local/pipeline/commands.ts';
import { deployedSystem } from '../support/deployed.ts';
import { testEngine } from '../support/engine.ts';
import { environmentOf } from '../support/traces.ts';
import { eventually } from '../support/eventually.ts';
import { createSmallRepository, type SmallRepository } from '../support/small-repository.ts';

jest.setTimeout(120_000);
const PATIENCE = { withinMs: 60_000, everyMs: 50 };

const TARGET = { projectName: 'file-processing', environmentName: 'local' };
const { endpoint } = testEngine();
const { outputs } = deployedSystem();
const said: string[] = [];
let repository: SmallRepository;
let pipeline: LocalPipeline;
let queueUrl: string;
const client = new CloudFormationClient();

beforeAll(async () => {
  repository = createSmallRepository();
  queueUrl = await createInbox({ name: 'pipeline-alerts', topicArns: [outputs.AlertsTopicArn ?? ''] });
  await start();
});
afterAll(async () => {
  await pipeline.stop();
  client.destroy();
  repository.remove();
});

async function start(): Promise<void> {
  const { checkout, state } = repository;
  const places = placesIn(state);
  const prepared = await prepareLocalRepository({ checkout, places, target: TARGET });
  pipeline = startLocalPipeline({
    prepared,
    places,
    target: TARGET,
    endpoint,
    say: (line) => said.push(line),
  });
}

const executions = () => storeOf(placesIn(repository.state)).list();

/** The execution of this commit, when it has ended. */
async function ended(commit: string, type: Execution['executionType'] = 'STANDARD'): Promise<Execution> {
  return eventually(() => {
    const found = executions().find((one) => one.revision === commit && one.executionType === type);
    if (found === undefined || isRunning(found))
      throw new Error(`not ended: ${JSON.stringify(executions()[0])}`);
    return Promise.resolve(found);
  }, PATIENCE);
}

const stagesOf = ({ stages }: Execution) => stages.map(({ name, status }) => `${name} ${status}`);
const deployedText = async () => (await readStack(client, 'small-queue'))?.outputs.Text;
const alerts = async () => (await readInbox({ endpoint, queueUrl })).map(({ message }) => message);
const GOOD = ['Source Succeeded', 'Build Succeeded', 'UpdatePipeline Succeeded', 'Deploy Succeeded'];

describe('a push', () => {
  it('runs the whole pipeline and deploys the stack', async () => {
    const { commit } = repository.push({ 'text.txt': 'pushed\n' });
    const execution = await ended(commit);
    expect({ status: execution.status, why: execution.statusSummary }).toEqual({
      status: 'Succeeded',
      why: undefined,
    });
    expect(stagesOf(execution)).toEqual(GOOD);
    expect(await deployedText()).toBe('pushed');
  });

  it('of documents only starts nothing, and says so', async () => {
    const before = executions().length;
    const { commit } = repository.push({ 'README.md': 'better\n' });
    await eventually(() => Promise.resolve(said.some((line) => line.includes(commit.slice(0, 8)))), PATIENCE);
    expect(said.at(-1)).toBe(
      `pipeline: no execution for ${commit.slice(0, 8)}: the trigger excludes all 1 changed files`,
    );
    expect(executions()).toHaveLength(before);
  });

  it('of the same content again changes no stack', async () => {
    await sendCommand(placesIn(repository.state).folder, { type: 'start' });
    const execution = await ended(repository.git('rev-parse', 'HEAD'));
    expect(execution.stages.at(-1)?.actions[0]?.summary).toBe('unchanged');
  });

  it('whose check fails stops in Build with the reason, raises an alert, and the next good one heals', async () => {
    const { commit } = repository.push({ 'check.sh': 'echo "2 is not 3"; exit 1\n', 'text.txt': 'bad\n' });
    const execution = await ended(commit);
    expect(stagesOf(execution)).toEqual(['Source Succeeded', 'Build Failed']);
    expect(execution.statusSummary).toBe(
      'Build/Build: Build terminated with state: FAILED. Phase: BUILD. Message: Error while executing command: bash check.sh. Reason: exit status 1',
    );
    expect(await deployedText()).toBe('pushed');
    await eventually(async () => {
      const texts = await alerts();
      expect(texts).toContainEqual(expect.stringContaining(`execution ${execution.executionId}`));
      expect(texts).toContainEqual(
        expect.stringContaining('Build project file-processing-local-build ended with FAILED'),
      );
    }, PATIENCE);
    const healed = await ended(
      repository.push({ 'check.sh': 'echo checked\n', 'text.txt': 'healed\n' }).commit,
    );
    expect(stagesOf(healed)).toEqual(GOOD);
    expect(await deployedText()).toBe('healed');
  });
});

describe('a definition that is not valid', () => {
  it('fails at its own update, by the pipeline as it stood before', async () => {
    const text = repository.git('show', 'HEAD:pipeline/pipeline.yaml');
    const { commit } = repository.push({
      'pipeline/pipeline.yaml': text.replace('Name: Release }', 'Name: Lost }'),
    });
    const execution = await ended(commit);
    expect(stagesOf(execution)).toEqual(['Source Succeeded', 'Build Succeeded', 'UpdatePipeline Failed']);
    expect(execution.statusSummary).toContain('No action produces the artifact Release that it takes.');
    await ended(repository.push({ 'pipeline/pipeline.yaml': `${text}\n` }).commit);
  });
});

describe('a stack that fails', () => {
  it('tells the first cause, and the stage goes back to what was good', async () => {
    await ended(repository.push({ 'text.txt': 'good\n' }).commit);
    const good = repository.git('rev-parse', 'HEAD');
    const parameters = repository.git('show', 'HEAD:parameters.json');
    // SQS delays messages by 900 seconds at most.
    const bad = { 'parameters.json': parameters.replace('"1"', '"901"'), 'text.txt': 'bad\n' };
    const { commit } = repository.push(bad);
    const execution = await ended(commit);
    expect(stagesOf(execution).at(-1)).toBe('Deploy Failed');
    expect(execution.statusSummary).toMatch(
      /^Deploy\/queue: small-queue ended as UPDATE_ROLLBACK_COMPLETE, because Queue \(AWS::SQS::Queue\) failed: Invalid value/,
    );
    const rollback = await ended(good, 'ROLLBACK');
    expect(stagesOf(rollback)).toEqual(['Deploy Succeeded']);
    expect(await deployedText()).toBe('good');
    await ended(repository.push({ 'parameters.json': parameters }).commit);
  });
});

describe('the runner', () => {
  it('runs two pushes in their order', async () => {
    const first = repository.push({ 'text.txt': 'one\n', 'check.sh': 'sleep 1\n' }).commit;
    const second = repository.push({ 'text.txt': 'two\n', 'check.sh': 'echo checked\n' }).commit;
    const [one, two] = [await ended(first), await ended(second)];
    expect([one.status, two.status]).toEqual(['Succeeded', 'Succeeded']);
    expect(one.endedAt! < two.endedAt!).toBe(true);
    expect(await deployedText()).toBe('two');
  });

  describe('when it is stopped during a build', () => {
    afterEach(start);

    it('marks the execution and leaves no process', async () => {
      const file = join(repository.state, 'pid-of-build');
      const { commit } = repository.push({ 'check.sh': `echo $$ > ${file}; sleep 60\n` });
      const pid = await eventually(() => Promise.resolve(Number(readFileSync(file, 'utf8'))), PATIENCE);
      const running = () => executions().find(({ revision }) => revision === commit);
      expect(running()?.stages[1]?.actions[0]?.status).toBe('InProgress');
      const began = performance.now();
      await pipeline.stop();
      expect(performance.now() - began).toBeLessThan(5_000);
      expect(environmentOf(pid)).toBe('');
      expect(running()).toMatchObject({
        status: 'Stopped',
        stages: [{}, { status: 'Stopped', actions: [{ status: 'Abandoned' }] }],
      });
    });
  });
});
