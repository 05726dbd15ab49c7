// The local pipeline as `npm start` keeps it: repository, runner, the real providers, and events to the engine.
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { Target } from '../../stacks.ts';
import { createApprovals } from './approval.ts';
import { createCloudFormation } from './cloud-formation.ts';
import { buildsRemoved } from './codebuild/run-build.ts';
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

export interface LocalPipelineOptions {
  checkout: string;
  places: PipelinePlaces;
  target: Target;
  endpoint: string;
  say(line: string): void;
}

export interface LocalPipeline {
  branch: string;
  /** Returns when nothing of it is left but its files. */
  stop(): Promise<void>;
}

/** Makes the repository and starts the runner. Throws UserError where there can be no local pipeline. */
export async function startLocalPipeline(options: LocalPipelineOptions): Promise<LocalPipeline> {
  const { checkout, places, target, endpoint, say } = options;
  const { repository, folder } = places;
  const branch = await deployBranch(checkout, target);
  await prepareRepository({ checkout, repository, branch });
  const client = new CloudFormationClient();
  const events = createEvents(say);
  const approvals = createApprovals();
  const exports = () => readExports(client);
  const runner = startRunner({
    repository,
    branch,
    folder,
    store: storeOf(places),
    approvals,
    deployed: await headOf(checkout),
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
    await buildsRemoved();
    events.close();
    client.destroy();
  };
  return { branch, stop };
}

function tell(execution: Execution, say: (line: string) => void, send: (event: AwsEvent) => void): void {
  say(resultLine(execution));
  send(executionEvent(execution));
}

/** Sends in the background: an execution does not wait for who hears of it. */
function createEvents(say: (line: string) => void) {
  const sender = createEventSender();
  return {
    send: (event: AwsEvent) => {
      void sender
        .send(event)
        .catch((error: Error) => say(`pipeline: ${event.detailType} was not sent: ${error.message}`));
    },
    close: sender.close,
  };
}
