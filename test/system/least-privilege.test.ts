// Every role may do exactly what is done with it: each call of each function is recorded while they do everything they can, and held against the deployed policies.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deployStacks } from '../../scripts/lib/deploy-stacks.ts';
import { changeEnvironment } from '../../scripts/lib/outside/change-environment.ts';
import { copySource, type CopiedSource } from '../../scripts/lib/outside/copied-source.ts';
import { Outside } from '../../scripts/lib/outside/outside.ts';
import { differences, type Evidence } from '../../scripts/local/least-privilege/compare.ts';
import { deployedRoles } from '../../scripts/local/least-privilege/deployed-roles.ts';
import { PLATFORM_USES } from '../../scripts/local/least-privilege/platform.ts';
import {
  recordedEnvironment,
  startRecorder,
  type Recorder,
} from '../../scripts/local/least-privilege/recorder.ts';
import { Workload } from '../../scripts/local/least-privilege/workload.ts';
import { testEngine } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';

/** The schedules are off and the waits short: the workload invokes the functions itself. */
const PARAMETERS = {
  sqs: { VisibilityTimeoutInSeconds: '60' },
  lambda: { TimeoutInSeconds: '10', FirstRetryDelayInSeconds: '1', LeaseMarginInSeconds: '1' },
  redrive: { FirstRedriveDelayInSeconds: '1', LeaseMarginInSeconds: '1', EnableSchedule: 'false' },
  reconcile: { LeaseMarginInSeconds: '1', EnableSchedule: 'false' },
};
const TARGET = { projectName: 'file-processing', environmentName: 'least' };

const PREFIX = `${TARGET.projectName}-${TARGET.environmentName}-`;

const { endpoint } = testEngine();
const lambda = new LambdaClient();
let source: CopiedSource;
let outside: Outside;
let recorder: Recorder;
let evidence: Evidence;

beforeAll(async () => {
  const begun = Date.now();
  source = await copySource(TARGET.environmentName, PARAMETERS);
  const stacks = await deployStacks({ ...TARGET, source, onProgress: () => undefined });
  const outputs = Object.assign({}, ...stacks.map((stack) => stack.outputs)) as Record<string, string>;
  outside = new Outside({ endpoint, outputs });
  recorder = await startRecorder({ endpoint, prefix: PREFIX });
  for (const [name, value] of Object.entries(outputs)) {
    if (name.endsWith('FunctionName')) await record(value);
  }
  const deployed = Date.now();
  await work();
  evidence = {
    roles: await deployedRoles({ ...TARGET, endpoint }),
    calls: recorder.calls,
    platform: PLATFORM_USES,
  };
  console.log(
    `figure: least privilege: deployed in ${((deployed - begun) / 1000).toFixed(0)} s, worked for ${((Date.now() - deployed) / 1000).toFixed(0)} s, ${recorder.calls.length} calls`,
  );
}, 240_000);

afterAll(async () => {
  outside?.end();
  lambda.destroy();
  await recorder?.stop();
  await source?.remove();
});

async function record(functionName: string): Promise<void> {
  const { address } = recorder;
  await changeEnvironment(lambda, functionName, (variables) =>
    recordedEnvironment(variables, { functionName, address, endpoint, prefix: PREFIX }),
  );
}

async function work(): Promise<void> {
  const workload = new Workload({
    outside,
    ruleName: `${PREFIX}file-created`,
    invoke: async (output, event) => {
      const FunctionName = outside.output(output);
      const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({ FunctionName, Qualifier: 'live', Payload: JSON.stringify(event) }),
      );
      const answer = Buffer.from(Payload ?? '').toString();
      expect(FunctionError ? answer : 'no error').toBe('no error');
      expect(JSON.parse(answer)).toMatchObject({ errors: 0 });
    },
    settle: () => eventually(expectRest, { withinMs: 120_000 }),
  });
  recorder.before = (call) => workload.beforeCall(call);
  await workload.run();
}

async function expectRest(): Promise<void> {
  const versions = await outside.allVersions();
  const rows = await outside.allRows();
  expect(rows.filter(({ notification }) => notification === 'SENT').length).toBeGreaterThanOrEqual(
    versions.length,
  );
  expect(await outside.openRows()).toBe(0);
  for (const name of ['FileQueueUrl', 'FileDeadLetterQueueUrl'])
    expect(await outside.depth(outside.output(name))).toBe(0);
}

/** The same evidence with other policies of one role. */
function withStatements(
  id: string,
  change: (statements: Evidence['roles'][number]['statements']) => Evidence['roles'][number]['statements'],
): Evidence {
  const roles = evidence.roles.map((role) =>
    role.id === id ? { ...role, statements: change(role.statements) } : role,
  );
  return { ...evidence, roles };
}

describe('every role', () => {
  test('may do exactly what is done with it', () => {
    expect(recorder.faults).toEqual([]);
    expect(differences(evidence)).toEqual([]);
  });

  test('was seen making every call that its adapters know', () => {
    const folder = new URL('../../lambda/adapters/', import.meta.url);
    const texts = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));
    const known = [...texts.join('\n').matchAll(/new (\w+)Command\(/g)].map(([, name = '']) => name);
    const seen = evidence.calls.map(({ operation }) => operation.split(' ')[1]);
    expect([...new Set(seen)].sort()).toEqual([...new Set(known)].sort());
  });

  test('fails by name when it may do more', () => {
    const wider = withStatements('RedriveRole', (statements) =>
      statements.map((statement) =>
        statement.sid === 'RecordFiles'
          ? { ...statement, actions: [...statement.actions, 'dynamodb:DeleteItem'] }
          : statement,
      ),
    );
    expect(differences(wider)).toEqual([
      expect.stringMatching(
        /^RedriveRole may dynamodb:DeleteItem on .* \(RecordFiles\), and nothing uses it\.$/,
      ),
    ]);
  });

  test('fails by name when it may do less', () => {
    const narrower = withStatements('ProcessFileRole', (statements) =>
      statements.filter(({ sid }) => sid !== 'AnnounceResults'),
    );
    expect(differences(narrower)).toEqual([
      expect.stringMatching(/^ProcessFileRole lacks sns:Publish on arn:aws:sns:/),
    ]);
  });

  test('fails by name when AWS could not do its part', () => {
    const without = withStatements('ReconcileScheduleRole', () => []);
    expect(differences(without)).toEqual([
      expect.stringMatching(/^ReconcileScheduleRole lacks lambda:InvokeFunction /),
      expect.stringMatching(/^ReconcileScheduleRole lacks sqs:SendMessage /),
    ]);
  });
});

test('the rubbish of the workload is parked', async () => {
  const QueueUrl = outside.output('ParkedQueueUrl');
  const { Messages = [] } = await outside.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(Messages.map(({ Body }) => Body)).toEqual(['rubbish']);
});
