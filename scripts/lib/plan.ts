// Everything that can be wrong on paper is found here, before anything is touched.
import { DELIVERY_STACKS, STACKS, stackNameOf, type StackDefinition, type Target } from '../stacks.ts';
import { readParameters, refuseUnknownStacks, stackParameters, type ReadParameters } from './parameters.ts';
import { ROOT } from './root.ts';
import { loadTemplate, type Template } from './template.ts';
import { UserError } from './user-error.ts';

/** Where templates, handlers and parameters come from; tests give their own. */
export interface Source {
  root: string;
  stacks: readonly StackDefinition[];
  /** The stacks that bring the others; the parameter file may have a section for each. */
  delivery?: readonly StackDefinition[];
}

export const REPOSITORY: Source = { root: ROOT, stacks: STACKS, delivery: DELIVERY_STACKS };

export interface StackPlan {
  definition: StackDefinition;
  stackName: string;
  template: Template;
  /** Parameter values except those that the build makes. */
  parameters: Record<string, string>;
}

export interface Plan {
  stacks: StackPlan[];
  /** What a person should know about it. */
  notes: string[];
}

export interface PlanOptions extends Target {
  /** One short name; all stacks when absent. */
  only?: string | undefined;
}

function select({ stacks }: Source, only: string | undefined): readonly StackDefinition[] {
  if (only === undefined) return stacks;
  const chosen = stacks.filter(({ short }) => short === only);
  if (chosen.length > 0) return chosen;
  const names = stacks.map(({ short }) => short).join(', ');
  throw new UserError(`There is no stack "${only}"; there are: ${names}.`);
}

interface PlanContext {
  source: Source;
  target: Target;
  file: ReadParameters;
}

async function planStack(
  { source, target, file }: PlanContext,
  definition: StackDefinition,
  kept: Record<string, string> = {},
): Promise<StackPlan> {
  const template = await loadTemplate(source.root, definition.template);
  const parameters = stackParameters({ definition, template, file, kept, ...target });
  return { definition, stackName: stackNameOf(target, definition.short), template, parameters };
}

async function contextOf(source: Source, { projectName, environmentName }: Target): Promise<PlanContext> {
  const file = await readParameters(source.root, environmentName);
  refuseUnknownStacks(file, [...source.stacks, ...(source.delivery ?? [])]);
  return { source, target: { projectName, environmentName }, file };
}

/** Reads the templates and parameter values of the chosen stacks, in deploy order. */
export async function makePlan(source: Source, options: PlanOptions): Promise<Plan> {
  const chosen = select(source, options.only);
  const context = await contextOf(source, options);
  const stacks = await Promise.all(chosen.map((definition) => planStack(context, definition)));
  const { path, values } = context.file;
  const notes = values ? [] : [`There is no ${path}: every parameter has its default.`];
  return { stacks, notes };
}

/**
 * The plan of one delivery stack. `kept` are values that people gave when they deployed it; the parameter file has the last
 * word. Throws UserError when there is no such stack.
 */
export async function planDelivery(
  source: Source,
  target: Target,
  { short, kept }: { short: string; kept: Record<string, string> },
): Promise<StackPlan> {
  const definition = source.delivery?.find((one) => one.short === short);
  if (!definition) throw new UserError(`There is no delivery stack "${short}".`);
  return planStack(await contextOf(source, target), definition, kept);
}
