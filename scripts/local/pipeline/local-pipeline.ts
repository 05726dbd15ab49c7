// The local pipeline as `npm start` keeps it: repository, runner, the real providers, and events to the engine.
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { Target } from '../../stacks.ts';
import { createApprovals } from './approval.ts';
import { createCloudFormation } from './cloud-formation.ts';
import { createCodeBuild } from './codebuild/code-build.ts';
import { actionEvent, buildEvent, executionEvent, type AwsEvent } from './events.ts';
import type { Execution } from './execution.ts';
import { deployBranch, loadDefinition, readExports } from './load-definition.ts';
import { insteadOfOwnStack } from './own-stack.ts';
import { storeOf, type PipelinePlaces } from './places.ts';
import { headOf, prepareRepository } from './repository.ts';
import { startRunner } from './runner.ts';
import { createEventSender } from './send-event.ts';
import { createSource } from './source.ts';
import { resultLine } from './show-text.ts';

export interface Checkout {
  checkout: string;
  places: PipelinePlaces;
  target: Target;
}

/** A repository that takes pushes. */
export interface PreparedRepository {
  /** Branch that is deployed. */
  branch: string;
  /** The commit of the checkout when it was prepared. */
  head: string;
}

/** Makes the repository, or brings it up to date. Throws UserError where there can be no local pipeline. */
export async function prepareLocalRepository({
  checkout,
  places,
  target,
}: Checkout): Promise<PreparedRepository> {
  const head = await headOf(checkout);
  const branch = await deployBranch(checkout, target);
  await prepareRepository({ checkout, repository: places.repository, branch });
  return { branch, head };
}

export interface LocalPipelineOptions {
  prepared: PreparedRepository;
  places: PipelinePlaces;
  target: Target;
  endpoint: string;
  say(line: string): void;
}

export interface LocalPipeline {
  /** Returns when nothing of it runs any more. */
  stop(): Promise<void>;
}

/** Starts the runner beside the engine that the SDK of this process is pointed at. */
export function startLocalPipeline(options: LocalPipelineOptions): LocalPipeline {
  const { prepared, places, target, endpoint, say } = options;
  const { repository, folder } = places;
  const client = new CloudFormationClient();
  const events = createEvents(say);
  const approvals = createApprovals();
  const exports = () => readExports(client);
  const runner = startRunner({
    repository,
    branch: prepared.branch,
    deployed: prepared.head,
    folder,
    store: storeOf(places),
    approvals,
    definitionOf: async (commit) => loadDefinition({ repository, commit, target, exports: await exports() }),
    providers: {
      CodeStarSourceConnection: createSource(repository),
      CodeBuild: createCodeBuild({
        endpoint,
        caller: process.env,
        onBuildEnd: (end) => events.send(buildEvent(end)),
      }),
      CloudFormation: createCloudFormation({ client, insteadOf: insteadOfOwnStack(exports) }),
      Manual: approvals.run,
    },
    onStatus: (execution) => tell(execution, say, events.send),
    onAction: (execution, moment) => events.send(actionEvent(execution, moment)),
    say,
  });
  const stop = async () => {
    await runner.stop();
    await events.close();
    client.destroy();
  };
  return { stop };
}

function tell(execution: Execution, say: (line: string) => void, send: (event: AwsEvent) => void): void {
  say(resultLine(execution));
  send(executionEvent(execution));
}

/** An end that waits for events that nobody takes any more would be no good end. */
const LAST_EVENTS_IN_MS = 500;

/** Sends in the background: an execution does not wait for who hears of it. */
function createEvents(say: (line: string) => void) {
  const sender = createEventSender();
  const pending = new Set<Promise<void>>();
  let isClosing = false;
  return {
    send: (event: AwsEvent) => {
      const sent = sender
        .send(event)
        .catch((error: Error) => {
          if (!isClosing) say(`pipeline: ${event.detailType} was not sent: ${error.message}`);
        })
        .finally(() => pending.delete(sent));
      pending.add(sent);
    },
    close: async () => {
      isClosing = true;
      await Promise.race([Promise.all(pending), sleep(LAST_EVENTS_IN_MS)]);
      sender.close();
    },
  };
}
