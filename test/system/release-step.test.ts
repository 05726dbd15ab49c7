// The release step with the whole system: the probe's way, its row and message, what fails it; and the developer's loop.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { documentIdOf } from '../../lambda/core/document-id.ts';
import { buildFunction } from '../../scripts/lib/build/build-function.ts';
import { closeClients, createClients, type Clients } from '../../scripts/lib/clients.ts';
import { deployStacks } from '../../scripts/lib/deploy-stacks.ts';
import { copySource, type CopiedSource } from '../../scripts/lib/outside/copied-source.ts';
import type { Ear } from '../../scripts/lib/outside/ear.ts';
import { Outside } from '../../scripts/lib/outside/outside.ts';
import { readParameters } from '../../scripts/lib/parameters.ts';
import { expectedByBuild } from '../../scripts/lib/release/expected-by-build.ts';
import type { Expected } from '../../scripts/lib/release/manifest.ts';
import { makeSureOfRelease, type ReleaseOptions } from '../../scripts/lib/release/release.ts';
import { ROOT } from '../../scripts/lib/root.ts';
import { STACKS } from '../../scripts/stacks.ts';
import { liveVersion } from '../contract/deploy/live-function.ts';
import { runCommand } from '../contract/deploy/run-command.ts';
import { testEngine } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';

// A whole system is deployed here several times, on a machine that may be busy.
jest.setTimeout(300_000);

const target = { projectName: 'file-processing', environmentName: 'step' };
const FUNCTION = 'file-processing-step-process-file';
const HANDLER = 'lambda/handlers/process-file.ts';
/** Promised are 5 s on a machine that has nothing else to do; tests share theirs. */
const UPDATE_LIMIT_IN_S = 60;

let source: CopiedSource;
let clients: Clients;
let outside: Outside;
let ear: Ear;

/** All stacks, or one of them. */
const deploy = (only?: string, lines: string[] = []) =>
  deployStacks({ ...target, source, only, onProgress: (line) => void lines.push(line) });

beforeAll(async () => {
  const { endpoint } = testEngine();
  const { values: { bootstrap: _bootstrap, pipeline: _pipeline, ...local } = {} } = await readParameters(
    ROOT,
    'local',
  );
  source = await copySource('step', local);
  const deployed = await deploy();
  outside = new Outside({
    endpoint,
    outputs: Object.assign({}, ...deployed.map(({ outputs }) => outputs)) as Record<string, string>,
  });
  ear = await outside.listen('release-step');
  clients = await createClients();
});
afterAll(async () => {
  closeClients(clients);
  outside.end();
  await source.remove();
});

/** What is to be found of one function. */
async function expectedOf(stack: string, name: string): Promise<Expected[]> {
  const { sha256Base64: codeSha256 } = await buildFunction(source.root, name);
  return [{ stack, name, codeSha256 }];
}

/** The release step, with nothing but process-file unless told; returns what it printed. */
async function release(options: Partial<ReleaseOptions> = {}): Promise<string[]> {
  const lines: string[] = [];
  const session = { clients, target, onProgress: (line: string) => void lines.push(line) };
  const expected = options.expected ?? (await expectedOf('lambda', 'process-file'));
  await makeSureOfRelease(session, { ...options, expected });
  return lines;
}

const failure = (options: Partial<ReleaseOptions> = {}): Promise<string> =>
  release(options).then(
    () => 'it succeeded',
    (error: Error) => error.message,
  );

/** What the probe's message tells a machine, by the id of its row. */
const messageOf = (documentId: string) =>
  eventually(
    async () => {
      const found = (await ear.collect()).find(({ body }) => body.documentId === documentId);
      if (!found) throw new Error('No message about the probe has come.');
      return found;
    },
    { withinMs: 20_000 },
  );

const probeRow = (lines: readonly string[]) =>
  /^the probe of release ([0-9a-f]{64}) .*\(row (\S+)\)$/.exec(lines.at(-1) ?? '');

describe('the probe', () => {
  let first = '';

  test('goes through as text, is announced to machines only, and every function was called', async () => {
    const lines = await release({ expected: await expectedByBuild(target, source) });
    expect(lines).toContain(`lambda: ${FUNCTION} runs version 1 with the code that was built`);
    // All but that of Slack: no webhook is given.
    const running = STACKS.filter(({ functionName }) => functionName !== undefined).length - 1;
    expect(lines).toContain('slack: notify-slack is switched off in this environment');
    expect(lines).toContain(`each of the ${running} functions started and answered`);
    const [, hash = '', id = ''] = probeRow(lines) ?? [];
    expect(await messageOf(id)).toMatchObject({
      body: {
        type: 'probe',
        status: 'PROCESSED',
        fileName: `probe/${hash}.txt`,
        fileType: 'text/plain',
        lineCount: 1,
      },
      attributes: { type: 'probe', audience: 'machines', status: 'PROCESSED' },
    });
    first = id;
  });

  test('of the same release, sent again, is another version with a row of its own', async () => {
    const [, hash = '', id = ''] = probeRow(await release()) ?? [];
    expect(id).not.toBe(first);
    const bucketName = outside.output('SourceBucketName');
    const key = `probe/${hash}.txt`;
    const versions = await outside.allVersions();
    const ids = versions
      .filter((one) => one.key === key)
      .map(({ versionId }) => documentIdOf({ bucketName, key, versionId }));
    expect(ids.sort()).toEqual([first, id].sort());
  });

  test('that does not get through in time fails the release and says how far it came', async () => {
    const events = new EventBridgeClient({});
    const rule = { Name: 'file-processing-step-file-created' };
    await events.send(new DisableRuleCommand(rule));
    expect(await failure({ patienceInMs: 1_500 })).toMatch(
      /^The probe probe\/[0-9a-f]{64}\.txt did not get through within \d+ seconds \(it has no row yet: see whether the rule of the sqs stack is enabled.*; messages waiting in the file queue: 0\); mend that and release again\.$/,
    );
    await events.send(new EnableRuleCommand(rule));
    events.destroy();
  });
});

describe('update-function', () => {
  test('puts this checkout live and says how long it took; the next deployment takes over though nothing changed', async () => {
    await source.edit('lambda/file-telemetry.ts', (text) =>
      text.replace("'file processed'", "'file Processed'"),
    );
    await deploy('lambda');
    expect(await liveVersion(clients, FUNCTION)).toBe('2');
    const { code, output } = await runCommand(['update-function', 'process-file', '--environment', 'step']);
    const [, version, seconds] = /live is version (\d+) after ([\d.]+) s\./.exec(output) ?? [];
    expect({ code, version }).toEqual({ code: 0, version: '3' });
    console.log(`figure: update-function: ${seconds} s from the start of the command to the new code live`);
    expect(Number(seconds)).toBeLessThanOrEqual(UPDATE_LIMIT_IN_S);
    expect(await liveVersion(clients, FUNCTION)).toBe('3');
    const lines: string[] = [];
    expect((await deploy('lambda', lines)).filter(({ changed }) => changed)).toEqual([]);
    expect(lines.filter((line) => line.includes(FUNCTION))).toHaveLength(2);
    expect(await liveVersion(clients, FUNCTION)).toBe('2');
    expect(await release()).toContain(`lambda: ${FUNCTION} runs version 2 with the code that was built`);
  });
});

describe('a release that does not work', () => {
  test('fails when it rejects the probe', async () => {
    const good = await readFile(join(source.root, HANDLER), 'utf8');
    const [imports = ''] = good.split('export const handler');
    await source.edit(
      HANDLER,
      () => `${imports}
const parts = createFileSystemParts(readConfig());
parts.ports.measure = async () => ({ status: 'REJECTED', fileType: 'text/plain', reasonCode: 'EMPTY_FILE', reason: 'It seems so.' });
export const handler = createFileBatchHandler(parts);
`,
    );
    await deploy('lambda');
    expect(await failure()).toMatch(
      /^The probe probe\/[0-9a-f]{64}\.txt ended as REJECTED \(EMPTY_FILE: It seems so\.\) instead of PROCESSED/,
    );
  });

  test('fails with the reason when a function throws at its import, before a probe is sent', async () => {
    const before = (await outside.allVersions()).length;
    await source.edit('lambda/handlers/redrive.ts', (text) => `throw new Error('no such luck');\n${text}`);
    await deploy('redrive');
    expect(await failure({ expected: await expectedOf('redrive', 'redrive') })).toMatch(
      /^Version \d+ of file-processing-step-redrive fails when it is called \(RuntimeError: Worker init failed: .*no such luck/,
    );
    expect(await outside.allVersions()).toHaveLength(before);
  });
});
