// Every role may do exactly what is done with it: each call of each function is recorded while they do everything they can, and held against the deployed policies.
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { changeEnvironment } from '../../scripts/lib/outside/change-environment.ts';
import { differences, type Evidence } from '../../scripts/local/least-privilege/compare.ts';
import { deployedRoles } from '../../scripts/local/least-privilege/deployed-roles.ts';
import { PLATFORM_USES } from '../../scripts/local/least-privilege/platform.ts';
import {
  recordedEnvironment,
  startRecorder,
  type Recorder,
} from '../../scripts/local/least-privilege/recorder.ts';
import { testEngine } from '../support/engine.ts';
import { deployWorkedSystem, type WorkedSystem } from '../support/worked-system.ts';

/** What the uploader of lib-storage calls, beside PutObject. */
const CALLS_OF_UPLOAD = [
  'CreateMultipartUpload',
  'UploadPart',
  'CompleteMultipartUpload',
  'AbortMultipartUpload',
];

const { endpoint } = testEngine();
let system: WorkedSystem;
let recorder: Recorder;
let evidence: Evidence;

beforeAll(async () => {
  const begun = Date.now();
  system = await deployWorkedSystem('least', endpoint);
  const { prefix, lambda, workload } = system;
  recorder = await startRecorder({ endpoint, prefix });
  recorder.before = (call) => workload.beforeCall(call);
  for (const functionName of system.functionNames) {
    const { address } = recorder;
    await changeEnvironment(lambda, functionName, (variables) =>
      recordedEnvironment(variables, { functionName, address, endpoint, prefix }),
    );
  }
  const deployed = Date.now();
  await workload.run();
  const roles = await deployedRoles({ ...system.target, endpoint });
  evidence = { roles, calls: recorder.calls, platform: PLATFORM_USES };
  console.log(
    `figure: least privilege: deployed in ${((deployed - begun) / 1000).toFixed(0)} s, worked for ${((Date.now() - deployed) / 1000).toFixed(0)} s, ${recorder.calls.length} calls`,
  );
}, 240_000);

afterAll(async () => {
  await recorder?.stop();
  await system?.end();
});

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
    // A role may read the parameter or the secret, never both: the secret has its own test (slack.test.ts).
    const own = known.filter((name) => name !== 'GetSecretValue');
    if (texts.some((text) => text.includes('new Upload('))) own.push(...CALLS_OF_UPLOAD);
    const seen = evidence.calls.map(({ operation }) => operation.split(' ')[1]);
    expect([...new Set(seen)].sort()).toEqual([...new Set(own)].sort());
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
  const QueueUrl = system.outside.output('ParkedQueueUrl');
  const { Messages = [] } = await system.outside.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(Messages.map(({ Body }) => Body)).toEqual(['rubbish']);
});
