// What all commands share: the options that say where they act, one sentence on failure, honest exit codes.
import { Command } from 'commander';
import type { Target } from '../stacks.ts';
import { UserError, explain } from './user-error.ts';

export type { Target } from '../stacks.ts';
export { UserError } from './user-error.ts';

/** The options that `createCommand` and `withTarget` add. */
export interface TargetOptions {
  environment?: string;
  project?: string;
  local?: boolean;
}

const DEFAULT_PROJECT = 'file-processing';
const DEFAULT_ENVIRONMENT = 'dev';

/** The rules of the templates' parameters; the longest bucket name is then 62 of the 63 characters that S3 allows. */
const NAMES = {
  project: {
    pattern: /^(?=.{1,16}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    rule: 'at most 16 lower-case letters, digits and single dashes, beginning with a letter',
  },
  environment: { pattern: /^[a-z0-9]{1,8}$/, rule: 'at most 8 lower-case letters and digits' },
};

/** Adds --environment, --project and --local; for commands with verbs, call it on every verb. */
export function withTarget(command: Command): Command {
  return command
    .option('--environment <name>', `environment (default: "${DEFAULT_ENVIRONMENT}")`)
    .option('--project <name>', `project (default: "${DEFAULT_PROJECT}")`)
    .option('--local', 'act on the engine that `npm start` runs (reads .local/ready.json)');
}

/** A command `npm run <name>` with the common options. */
export function createCommand(name: string, description: string): Command {
  return withTarget(createPlainCommand(name, description));
}

/** A command that acts on no account. */
export function createPlainCommand(name: string, description: string): Command {
  return new Command(`npm run ${name} --`).description(description).showHelpAfterError(false);
}

function checked(kind: keyof typeof NAMES, name: string): string {
  const { pattern, rule } = NAMES[kind];
  if (pattern.test(name)) return name;
  throw new UserError(`"${name}" cannot be the ${kind} name; use ${rule}.`);
}

/** Resolves where to act. With --local the endpoint, region and credentials of the running engine are put into the environment. */
export async function resolveTarget(options: TargetOptions): Promise<Target> {
  const local = options.local ? await (await import('../local/ready.ts')).useLocal() : undefined;
  return {
    projectName: checked('project', options.project ?? local?.projectName ?? DEFAULT_PROJECT),
    environmentName: checked(
      'environment',
      options.environment ?? local?.environmentName ?? DEFAULT_ENVIRONMENT,
    ),
  };
}

/**
 * Runs a command. A failure that a person can mend is printed as one sentence, everything else with its stack trace;
 * both set the exit code 1. The process is left to end by itself, so that output is flushed.
 */
export async function runCli(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    process.exitCode = 1;
    console.error(explain(error) ?? error);
  }
}
