// Dashboard and inbox of the real system: after some files every widget shows data or says why not, and the mails are there.
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Inbox } from '../../../scripts/local/inbox/start-inbox.ts';
import { startObserving, type Observation } from '../../../scripts/local/observe.ts';
import type { PageServer } from '../../../scripts/local/page/server.ts';
import { loadSamples } from '../../../scripts/local/samples.ts';
import { Outside } from '../../../scripts/lib/outside/outside.ts';
import { deployedSystem } from '../../support/deployed.ts';
import { testEngine } from '../../support/engine.ts';
import { eventually } from '../../support/eventually.ts';

jest.setTimeout(240_000);

const { endpoint } = testEngine();
const target = { projectName: 'file-processing', environmentName: 'local' };
const outside = new Outside(deployedSystem());
const folder = mkdtempSync(join(tmpdir(), 'page-'));
const before = process.env.FILE_PROCESSING_STATE_FOLDER;
// The folder is read when the modules are loaded.
process.env.FILE_PROCESSING_STATE_FOLDER = folder;
const { startInbox } = await import('../../../scripts/local/inbox/start-inbox.ts');
const { startPages } = await import('../../../scripts/local/page/local-pages.ts');
const { readKeptMessages, INBOX_FILE } = await import('../../../scripts/local/inbox/kept-messages.ts');

let inbox: Inbox;
let observation: Observation;
let pages: PageServer;

beforeAll(async () => {
  inbox = await startInbox(target);
  observation = startObserving({ target, say: (line) => console.error(line) });
  pages = await startPages({
    endpoint,
    target,
    buckets: { source: outside.output('SourceBucketName') },
    series: observation.store,
    inbox: () => inbox.messages.list(),
  });
});

afterAll(async () => {
  await pages.stop();
  await observation.stop();
  await inbox.stop();
  outside.end();
  rmSync(folder, { recursive: true });
  if (before === undefined) delete process.env.FILE_PROCESSING_STATE_FOLDER;
  else process.env.FILE_PROCESSING_STATE_FOLDER = before;
});

const read = async (path: string) => (await fetch(pages.url + path)).text();

/** What the engine or the local pipeline do not tell. */
const SILENT = /The engine does not tell|The local pipeline sends no metrics/;

// Before the samples: with as many files in one minute people would get a digest.
test('the inbox shows the mail of a file, as the page and as the file that other commands read', async () => {
  const run = `page-${Date.now()}`;
  let number = 0;
  // In a busy minute, and the one after it, files are told to machines only: another one, then.
  await eventually(
    async () => {
      await outside.put(`${run}/${number++}.csv`, 'a,b\n"never closed');
      await eventually(async () => (await read('/inbox')).includes(`${run}/`), { withinMs: 5_000 });
    },
    { withinMs: 200_000 },
  );
  const [kept] = readKeptMessages(INBOX_FILE).filter(({ text }) => text.includes(`${run}/`));
  expect(kept).toMatchObject({ topic: 'results', attributes: { audience: 'all', status: 'REJECTED' } });
  expect(kept?.text).toMatch(/was rejected: .*never closed/);
});

test('after the samples every widget shows data or says why it cannot', async () => {
  for (const { name, body } of loadSamples()) await outside.put(`page-samples/${name}`, body);
  await eventually(
    async () => {
      await observation.observer.observe();
      const shown = await read('/dashboard');
      expect(shown).toContain('page-samples/orders-ragged.csv');
      const sections = shown.split('<section').slice(1);
      expect(sections.length).toBeGreaterThan(15);
      const empty = sections.filter(
        (text) => !/<svg |class="tile|<tbody>|<h1>/.test(text) && !SILENT.test(text),
      );
      expect(empty).toEqual([]);
    },
    { withinMs: 60_000, everyMs: 500 },
  );
  const text = await read('/dashboard');
  for (const widget of ['Files by status', 'From upload to result', 'Throughput', 'Files waiting'])
    expect(text).toContain(`aria-label="${widget}"`);
  expect(text.match(SILENT)).not.toBeNull();
});

test('the inbox shows the mail of an alarm', async () => {
  const cloudWatch = new CloudWatchClient();
  const AlarmName = 'file-processing-local-event-delivery-failing';
  const set = (StateValue: 'ALARM' | 'OK') =>
    cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'set by a test' }));
  await set('ALARM');
  await eventually(async () => (await read('/inbox')).includes(`The alarm ${AlarmName} is in alarm.`), {
    withinMs: 20_000,
  });
  await set('OK');
  await eventually(async () => (await read('/inbox')).includes(`The alarm ${AlarmName} is OK again.`), {
    withinMs: 20_000,
  });
  cloudWatch.destroy();
});
