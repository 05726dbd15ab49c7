// The stack of the pipeline itself: the engine knows no pipelines, so the runner takes the definition over instead.
import type { ActionResult } from './action.ts';
import { ActionFailed, type ActionContext } from './action.ts';
import type { StackRequest } from './cloud-formation.ts';
import { checked } from './load-definition.ts';
import { readDefinition } from './read-definition.ts';
import { explain } from '../../lib/user-error.ts';

const PIPELINE = 'AWS::CodePipeline::Pipeline';

/** Stands in for the update of a stack that holds a pipeline; undefined for every other stack. */
export function insteadOfOwnStack(
  readExports: () => Promise<Record<string, string>>,
): (request: StackRequest) => ((context: ActionContext) => Promise<ActionResult>) | undefined {
  return (request) => {
    const holdsPipeline = Object.values(request.document.Resources).some(({ Type }) => Type === PIPELINE);
    return holdsPipeline ? async (context) => takeOver(request, context, await readExports()) : undefined;
  };
}

function takeOver(
  request: StackRequest,
  context: ActionContext,
  exports: Record<string, string>,
): ActionResult {
  const { log, definition } = context;
  log(
    `The engine has no type ${PIPELINE}; the runner reads the definition instead of updating ${request.stackName}.`,
  );
  const fresh = read(request, exports);
  if (fresh.version === definition.version) {
    log('It is the definition that this execution follows: the one of its commit.');
    return { summary: 'unchanged: this execution follows the definition of its commit' };
  }
  log(
    `Definition ${fresh.version} is taken from the next execution on; this one goes on with ${definition.version}.`,
  );
  return { summary: `definition ${fresh.version} is taken from the next execution on` };
}

function read({ path, document, stackName, parameters }: StackRequest, exports: Record<string, string>) {
  try {
    return checked(readDefinition({ path, document, stackName, parameters, exports }));
  } catch (error) {
    throw new ActionFailed(explain(error) ?? String(error));
  }
}
