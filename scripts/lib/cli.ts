// What all commands share: the options that say where they act, one sentence on failure, honest exit codes.
import { Command } from 'commander';
import { UserError, explain } from './user-error.ts';

export { UserError } from './user-error.ts';

/** Which set of stacks a command acts on. */
export interface Target {
  projectName: string;
  environmentName: string;
}

/** The options that `createCommand` and `withTarget` add. */
export interface TargetOptions {
  environment?: string;
  project?: string;
  local?: boolean;
}

const DEFAULT_PROJECT = 'file-processing';
const DEFAULT_ENVIRONMENT = 'dev';

/** Stack and bucket names are built from both; the longest bucket name is then 62 of the 63 characters that S3 allows. */
const NAMES = {
  project: { pattern: /^[a-z][a-z0-9-]{0,15}$/, rule: 'at most 16' },
  environment: { pattern: /^[a-z][a-z0-9-]{0,7}$/, rule: 'at most 8' },
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
  throw new UserError(
    `"${name}" cannot be the ${kind} name; use ${rule} lower-case letters, digits and dashes, beginning with a letter.`,
  );
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
