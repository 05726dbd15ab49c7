// Everything that can be wrong on paper is found here, before anything is touched.
import { STACKS, stackNameOf, type StackDefinition } from '../stacks.ts';
import { readParameters, refuseUnknownStacks, stackParameters } from './parameters.ts';
import { ROOT } from './root.ts';
import { loadTemplate, type Template } from './template.ts';
import { UserError } from './user-error.ts';

/** Where templates, handlers and parameters come from; tests give their own. */
export interface Source {
  root: string;
  stacks: readonly StackDefinition[];
}

export const REPOSITORY: Source = { root: ROOT, stacks: STACKS };

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

export interface PlanOptions {
  projectName: string;
  environmentName: string;
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

/** Reads the templates and parameter values of the chosen stacks, in deploy order. */
export async function makePlan(source: Source, options: PlanOptions): Promise<Plan> {
  const { projectName, environmentName, only } = options;
  const chosen = select(source, only);
  const file = await readParameters(source.root, environmentName);
  refuseUnknownStacks(file, source.stacks);
  const stacks = await Promise.all(
    chosen.map(async (definition) => {
      const template = await loadTemplate(source.root, definition.template);
      const parameters = stackParameters({ definition, template, file, projectName, environmentName });
      return { definition, stackName: stackNameOf(options, definition.short), template, parameters };
    }),
  );
  const notes = file.values ? [] : [`There is no ${file.path}: every parameter has its default.`];
  return { stacks, notes };
}
