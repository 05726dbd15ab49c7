// The examples of samples/ that can be deployed: stacks of their own beside those of an environment.
import { DELIVERY_STACKS, STACKS, stackNameOf, type StackDefinition } from '../stacks.ts';
import { buildFunction, describeBuild } from './build/build-function.ts';
import { stopCompiler } from './build/bundle.ts';
import { deployStack, type DeployedStack } from './deploy-stack.ts';
import { makePlan, type Source } from './plan.ts';
import { ROOT } from './root.ts';
import { progressOf, type Session } from './session.ts';
import { deleteStack } from './stack-operation.ts';
import { readStack } from './stack-state.ts';
import { artifactBucketOf, codeKey, uploadFunction } from './upload.ts';
import { UserError } from './user-error.ts';

export const EXAMPLES: readonly StackDefinition[] = [
  {
    short: 'stock-consumer',
    template: 'samples/stock-consumer/template.yaml',
    functionName: 'stock-consumer',
    toolParameters: ['CodeKey'],
  },
];

/** Throws UserError when there is none of that name. */
export function exampleNamed(name: string): StackDefinition {
  const found = EXAMPLES.find(({ short }) => short === name);
  if (found) return found;
  throw new UserError(
    `There is no example "${name}"; there are: ${EXAMPLES.map(({ short }) => short).join(', ')}.`,
  );
}

/** Builds the function of the example, uploads it and deploys the stack. `root` is where all of it comes from. */
export async function deployExample(
  session: Session,
  definition: StackDefinition,
  root = ROOT,
): Promise<DeployedStack> {
  const source: Source = { root, stacks: [definition], delivery: [...STACKS, ...DELIVERY_STACKS] };
  const { stacks } = await makePlan(source, session.target);
  const [plan] = stacks;
  if (!plan) throw new UserError(`The example "${definition.short}" has no stack.`);
  const bucket = await artifactBucketOf(session.clients, session.target);
  const built = await buildFunction(root, definition.short, `samples/${definition.short}/handler.ts`);
  await stopCompiler();
  await uploadFunction(session.clients, bucket, built);
  progressOf(session, definition.short).line(`built ${describeBuild(built)}`);
  const parameters = { ...plan.parameters, CodeKey: codeKey(built) };
  return deployStack(session, { plan, parameters, dryRun: false, adopt: false });
}

/** Deletes the stack of the example, if there is one. */
export async function deleteExample(session: Session, { short }: StackDefinition): Promise<void> {
  const progress = progressOf(session, short);
  const stackName = stackNameOf(session.target, short);
  const { cloudFormation } = session.clients;
  const state = await readStack(cloudFormation, stackName);
  if (!state) return progress.line('there is none');
  await deleteStack(cloudFormation, { stackName, state, progress });
  progress.line('deleted');
}
