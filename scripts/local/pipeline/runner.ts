// The runner: takes pushes and commands in their order and keeps the executions going, until it is stopped.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError, explain } from '../../lib/user-error.ts';
import type { Approvals } from './approval.ts';
import { answerCommands, forgetCommands, type Command } from './commands.ts';
import type { PipelineDefinition } from './definition.ts';
import type { ActionMoment } from './run-stage.ts';
import type { Cause, Execution } from './execution.ts';
import { createExecutions, type Executions } from './executions.ts';
import type { RunAction } from './action.ts';
import { git } from './git.ts';
import { openPushes, type PushLine } from './pushes.ts';
import { recover } from './recover.ts';
import { isAncestor } from './repository.ts';
import type { Store } from './store.ts';
import { decideOnPush } from './triggers.ts';

export interface RunnerOptions {
  /** The bare repository. */
  repository: string;
  branch: string;
  /** The folder of the pipeline: pushes, commands, executions. */
  folder: string;
  store: Store;
  providers: Readonly<Record<string, RunAction>>;
  approvals: Approvals;
  /** Reads and checks the definition of a commit. Throws UserError. */
  definitionOf(commit: string): Promise<PipelineDefinition>;
  /** The commit of the checkout, which the direct deploy has deployed: of the pushes before it, those that it contains are done. */
  deployed: string;
  onStatus(execution: Execution): void;
  onAction?: ((execution: Execution, action: ActionMoment) => void) | undefined;
  say(line: string): void;
}

export interface Runner {
  /** Ends what runs, marks it, and returns when nothing is left. */
  stop(): Promise<void>;
  executions: Executions;
}

const POLL_IN_MS = 200;
const STOP_DEADLINE_IN_MS = 1_000;

/** Starts the runner. */
export function startRunner(options: RunnerOptions): Runner {
  const { store, folder, say } = options;
  for (const id of recover(store))
    say(`pipeline ${id.slice(0, 8)}: marked as stopped, an earlier start left it unfinished`);
  forgetCommands(folder);
  const executions = createExecutions({ ...options, session: randomUUID() });
  const abort = new AbortController();
  const world: World = { ...options, executions, pushes: openPushes(folder), signal: abort.signal };
  const ended = loop(world);
  return {
    executions,
    stop: async () => {
      abort.abort();
      await executions.stop();
      // git alone can keep the loop; whoever ends us has no reason to wait for it.
      await Promise.race([ended, sleep(STOP_DEADLINE_IN_MS)]);
    },
  };
}

interface World extends RunnerOptions {
  executions: Executions;
  pushes: ReturnType<typeof openPushes>;
  signal: AbortSignal;
}

async function loop(world: World): Promise<void> {
  const { signal, pushes, folder, say } = world;
  while (!signal.aborted) {
    try {
      await answerCommands(folder, (command) => carryOut(world, command));
      for (let push = pushes.next(); push && !signal.aborted; push = pushes.next()) {
        await take(world, push);
        pushes.taken();
      }
    } catch (error) {
      // One push or command that cannot be handled must not end the runner.
      if (!signal.aborted) say(`pipeline: ${explain(error) ?? String(error)}`);
      pushes.taken();
    }
    await sleep(POLL_IN_MS, undefined, { signal }).catch(() => undefined);
  }
}

const NOTHING = /^0+$/;

async function take(world: World, { before, after, ref, isOld }: PushLine): Promise<void> {
  const { repository, branch: deployBranch, say } = world;
  const branch = ref.replace(/^refs\/heads\//, '');
  if (NOTHING.test(after) || branch === ref) return;
  if (isOld && (await isAncestor(repository, after, world.deployed))) {
    return say(`pipeline: ${after.slice(0, 8)} is deployed already; nothing to do`);
  }
  const definition = await definitionInForce(world, after);
  const decision = decideOnPush(definition, {
    branch,
    changedFiles: await changedFiles(repository, before, after),
  });
  if (!decision.starts) return say(`pipeline: no execution for ${after.slice(0, 8)}: ${decision.because}`);
  await start(world, {
    definition,
    commit: after,
    branch: branch || deployBranch,
    cause: { type: 'Push', detail: `push to ${branch}` },
  });
}

async function changedFiles(repository: string, before: string, after: string): Promise<string[]> {
  // -z: names as they are, without quotes around unusual ones. A rename counts with both of its names.
  const names = NOTHING.test(before)
    ? await git(repository, 'ls-tree', '-r', '-z', '--name-only', after)
    : await git(repository, 'diff', '--name-only', '--no-renames', '-z', before, after);
  return names.split('\0').filter(Boolean);
}

/**
 * The definition of the commit. When that is not valid, the last one in force: as on AWS, the pipeline as it stands runs and
 * its own update then fails with the reason.
 */
async function definitionInForce(world: World, commit: string): Promise<PipelineDefinition> {
  try {
    return await world.definitionOf(commit);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [last] = world.store.list();
    if (last) return world.store.definitionOf(last.executionId);
    return world.definitionOf(world.deployed).catch(() => {
      throw error;
    });
  }
}

interface Start {
  definition: PipelineDefinition;
  commit: string;
  branch: string;
  cause: Cause;
}

async function start(world: World, { definition, commit, branch, cause }: Start): Promise<Execution> {
  const revisionSummary = await git(world.repository, 'show', '--no-patch', '--format=%s', commit);
  const execution = world.executions.start({ definition, revision: commit, revisionSummary, branch, cause });
  world.store.prune();
  return execution;
}

async function carryOut(world: World, command: Command): Promise<string> {
  const { executions, approvals, store, repository, branch } = world;
  switch (command.type) {
    case 'approve': {
      const { executionId } = store.find(command.executionId);
      const { isApproved, comment } = command;
      return `${approvals.answer(executionId, { isApproved, comment })} ${isApproved ? 'approved' : 'rejected'}.`;
    }
    case 'retry':
      return `${executions.retry(command.executionId).executionId} goes on.`;
    case 'start': {
      const commit = await git(repository, 'rev-parse', '--verify', `refs/heads/${branch}`);
      const definition = await definitionInForce(world, commit);
      const cause: Cause = { type: 'StartPipelineExecution', detail: 'npm run pipeline -- start' };
      const { executionId } = await start(world, { definition, commit, branch, cause });
      return `${executionId} started for ${commit}.`;
    }
  }
}
