// Parameter values of an environment: from its file, from the names of project and environment, from the build.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StackDefinition } from '../stacks.ts';
import type { Template } from './template.ts';
import { UserError } from './user-error.ts';

/** short -> parameter -> value, as text: CloudFormation knows nothing else. */
export type ParameterFile = Record<string, Record<string, string>>;

export interface ReadParameters {
  /** Relative to the root of the repository. */
  path: string;
  /** Undefined when there is no such file: every parameter then has its default. */
  values: ParameterFile | undefined;
}

/** Where the parameter values of an environment are kept. */
export function parameterPath(environmentName: string): string {
  return `pipeline/parameters/${environmentName}.json`;
}

function asText(value: unknown, place: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map((item) => asText(item, place)).join(',');
  throw new UserError(`${place} must be text, a number, true or false, or a list of these.`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseValues(text: string, path: string): ParameterFile {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${path} is not valid JSON: ${(error as Error).message}`, { cause: error });
  }
  if (!isObject(content)) throw new UserError(`${path} must hold one object: stack -> parameter -> value.`);
  return Object.fromEntries(
    Object.entries(content).map(([short, values]) => {
      if (!isObject(values))
        throw new UserError(`${path}: "${short}" must hold an object: parameter -> value.`);
      const texts = Object.entries(values).map(
        ([name, value]) => [name, asText(value, `${path}: ${short}.${name}`)] as const,
      );
      return [short, Object.fromEntries(texts)];
    }),
  );
}

/** Reads the parameter file of an environment, if there is one. */
export async function readParameters(root: string, environmentName: string): Promise<ReadParameters> {
  const path = parameterPath(environmentName);
  try {
    return { path, values: parseValues(await readFile(join(root, path), 'utf8'), path) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { path, values: undefined };
    throw error;
  }
}

/** Throws when the file names a stack that does not exist. */
export function refuseUnknownStacks(
  { path, values }: ReadParameters,
  stacks: readonly StackDefinition[],
): void {
  const known = stacks.map(({ short }) => short);
  const unknown = Object.keys(values ?? {}).find((short) => !known.includes(short));
  if (unknown !== undefined) {
    throw new UserError(
      `${path} names the stack "${unknown}", which does not exist; there are: ${known.join(', ')}.`,
    );
  }
}

interface StackValues {
  definition: StackDefinition;
  template: Template;
  file: ReadParameters;
  /** Values that hold unless the file gives others; those that the template does not have are left out. */
  kept?: Record<string, string>;
  projectName: string;
  environmentName: string;
}

/**
 * The values that people decide, for one stack; what the build makes (CodeKey …) comes later.
 * Throws when the file gives a parameter that the template does not have, or leaves one open that has no default.
 */
export function stackParameters(options: StackValues): Record<string, string> {
  const { definition, template, file, kept = {}, projectName, environmentName } = options;
  const declared = template.document.Parameters ?? {};
  const fromTools: readonly string[] = ['ProjectName', 'EnvironmentName', ...definition.toolParameters];
  const own = file.values?.[definition.short] ?? {};
  for (const name of Object.keys(own)) {
    if (!Object.hasOwn(declared, name)) {
      throw new UserError(
        `${file.path}: ${template.path} has no parameter "${name}"; correct the name or remove it.`,
      );
    }
    if (fromTools.includes(name)) {
      throw new UserError(
        `${file.path}: "${name}" of ${definition.short} is set by the tools; remove it from the file.`,
      );
    }
  }
  const names = { ...kept, ProjectName: projectName, EnvironmentName: environmentName };
  const given = Object.entries(names).filter(([name]) => Object.hasOwn(declared, name));
  const values = { ...Object.fromEntries(given), ...own };
  const open = Object.entries(declared).find(
    ([name, { Default }]) =>
      Default === undefined && !Object.hasOwn(values, name) && !fromTools.includes(name),
  );
  if (open) {
    throw new UserError(
      `${template.path} needs a value for "${open[0]}"; add it under "${definition.short}" in ${file.path}.`,
    );
  }
  return values;
}
