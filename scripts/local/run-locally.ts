// The course of `npm start`, step by step; whatever it begins, the lifetime ends.
import { deployStacks } from '../lib/deploy-stacks.ts';
import type { Source } from '../lib/plan.ts';
import { ROOT } from '../lib/root.ts';
import { explain } from '../lib/user-error.ts';
import { DELIVERY_STACKS, STACKS } from '../stacks.ts';
import { outputsOf } from './deployed.ts';
import type { Outputs } from './deployed.ts';
import { startEngine } from './engine.ts';
import type { Engine } from './engine.ts';
import { LOCAL_ACCOUNT_ID, LOCAL_REGION, pointSdkAt } from './engine-environment.ts';
import { closeEngineGaps } from './engine-gaps.ts';
import { createInbox, inboxNameOf } from './inbox.ts';
import { observe, showPages, startMails } from './for-people.ts';
import type { Lifetime } from './lifetime.ts';
import { createSeriesStore } from './metrics/series.ts';
import {
  prepareLocalRepository,
  startLocalPipeline,
  type PreparedRepository,
} from './pipeline/local-pipeline.ts';
import { PLACES } from './pipeline/places.ts';
import { readyText } from './ready-text.ts';
import { removeReady, writeReady } from './ready.ts';
import { sampleCard } from './sample-card.ts';
import { loadSamples } from './samples.ts';
import { claimStart } from './start-claim.ts';
import { walkThrough } from './walk-through.ts';

export interface LocalOptions {
  port: number;
  samples: boolean;
  /** Stop after the samples. */
  exit: boolean;
  lifetime: Lifetime;
}

/** Roles and permission boundary come first, as on AWS: the stacks take the boundary from there. */
const BOOTSTRAP: Source = {
  root: ROOT,
  stacks: DELIVERY_STACKS.filter(({ short }) => short === 'bootstrap'),
  delivery: [...STACKS, ...DELIVERY_STACKS],
};

const TARGET = { projectName: 'file-processing', environmentName: 'local' };

/** Ends only through the lifetime: by a signal, after the samples with `exit`, or by an error. */
export async function runLocally({ port, samples, exit, lifetime }: LocalOptions): Promise<void> {
  const began = performance.now();
  lifetime.atEnd(claimStart());
  const engine = await startIn(lifetime, port);
  say(`Engine up on ${engine.endpoint}.`);
  pointSdkAt(engine.endpoint);
  // Beside the deployment, so that it costs no time of its own; whoever leaves after the samples pushes nothing.
  const preparing = exit ? undefined : beginRepository(lifetime);
  say('Building the functions and deploying the stacks …');
  await deployStacks({ ...TARGET, onProgress: sayStackLines, source: BOOTSTRAP });
  const outputs = outputsOf(await deployStacks({ ...TARGET, onProgress: sayStackLines }));
  await closeEngineGaps(outputs);
  const mails = exit ? undefined : startMails(TARGET, lifetime);
  const inboxUrl = await createInbox({
    name: inboxNameOf(TARGET),
    topicArns: [outputs('ResultsTopicArn'), outputs('AlertsTopicArn')],
  });
  const inbox = await mails;
  const isAsExpected = samples ? await showSamples({ engine, outputs, inboxUrl }) : true;
  const prepared = await preparing;
  if (prepared) startPipeline(lifetime, engine.endpoint, prepared);
  const store = createSeriesStore();
  const pageUrl = inbox && (await showPages({ engine, target: TARGET, outputs, inbox, store, lifetime }));
  announce({ engine, lifetime, began, pageUrl });
  if (pageUrl === undefined) {
    say(isAsExpected ? 'Stopping, as --exit asks.' : 'Not every sample ended as it should.');
    return lifetime.end(isAsExpected ? 0 : 1);
  }
  observe({ target: TARGET, store, lifetime, say });
  say(readyText({ endpoint: engine.endpoint, outputs, pageUrl, branch: prepared?.branch }));
  lifetime.serve();
  await engine.ended;
  if (!lifetime.signal.aborted) {
    console.error(`The embedded AWS engine ended by itself; see ${engine.logFile} and start again.`);
  }
  await lifetime.end(1);
}

/** Starts the engine so that a signal during the start ends it too. */
function startIn(lifetime: Lifetime, port: number): Promise<Engine> {
  const starting = startEngine({ port, signal: lifetime.signal });
  lifetime.atEnd(async () => {
    const engine = await starting.catch(() => undefined);
    await engine?.stop();
  });
  return starting;
}

const PIPELINE = { checkout: ROOT, places: PLACES, target: TARGET };

/** Begins to make the repository that people push to; where there can be none, everything else works all the same. */
function beginRepository(lifetime: Lifetime): Promise<PreparedRepository | undefined> {
  const preparing = prepareLocalRepository(PIPELINE).catch((error: unknown) => {
    say(`There is no local pipeline: ${explain(error) ?? String(error)}.`);
    return undefined;
  });
  // git works for a second at most; whoever sees the command end must find no process.
  lifetime.atEnd(async () => void (await preparing));
  return preparing;
}

function startPipeline(lifetime: Lifetime, endpoint: string, prepared: PreparedRepository): void {
  const pipeline = startLocalPipeline({ ...PIPELINE, prepared, endpoint, say });
  lifetime.atEnd(() => pipeline.stop());
}

interface Running {
  engine: Engine;
  outputs: Outputs;
  inboxUrl: string;
}

async function showSamples({ engine, outputs, inboxUrl }: Running): Promise<boolean> {
  const names = loadSamples().map(({ name }) => name);
  const nameWidth = Math.max(...names.map(({ length }) => length));
  say(`\nSending ${names.length} sample files through:\n`);
  const isAsExpected = await walkThrough({
    endpoint: engine.endpoint,
    outputs,
    inboxUrl,
    onResult: (result) => say(`${sampleCard(result, nameWidth)}\n`),
  });
  return isAsExpected;
}

interface Announced {
  engine: Engine;
  lifetime: Lifetime;
  began: number;
  pageUrl: string | undefined;
}

function announce({ engine, lifetime, began, pageUrl }: Announced): void {
  writeReady({
    endpoint: engine.endpoint,
    region: LOCAL_REGION,
    accountId: LOCAL_ACCOUNT_ID,
    ...TARGET,
    ...(pageUrl !== undefined && { pageUrl }),
    pid: process.pid,
  });
  lifetime.atEnd(removeReady);
  say(`Up in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
  say('Ready');
}

/** One line a stack: its single resources are of interest to who deploys to AWS, not here. */
function sayStackLines(line: string): void {
  if (/^[a-z-]+: (built|created|updated|unchanged)/.test(line)) {
    say(line.replace(/, sha256 [0-9a-f]+$/, ''));
  }
}

function say(line: string): void {
  console.log(line);
}
