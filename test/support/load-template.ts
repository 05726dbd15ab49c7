// Reads the templates and the parameter files for tests, with the short forms of the intrinsic functions spelled out.
import { readdirSync, readFileSync } from 'node:fs';
import { parseTemplate } from '../../scripts/lib/template.ts';
import { STACKS } from '../../scripts/stacks.ts';

const ROOT = new URL('../../', import.meta.url);

export interface Parameter {
  Type: string;
  Description?: string;
  Default?: string | number;
  AllowedPattern?: string;
  AllowedValues?: (string | number)[];
  MinValue?: number;
  MaxValue?: number;
  MinLength?: number;
  MaxLength?: number;
}

export interface Resource {
  Type: string;
  Condition?: string;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  UpdatePolicy?: unknown;
  DependsOn?: string | string[];
  Properties?: Record<string, unknown>;
}

export interface Output {
  Description?: string;
  Value: unknown;
  Export?: { Name: unknown };
}

export interface Template {
  AWSTemplateFormatVersion?: string;
  Description?: string;
  Metadata?: Record<string, unknown>;
  Parameters: Record<string, Parameter>;
  Conditions?: Record<string, unknown>;
  Resources: Record<string, Resource>;
  Outputs: Record<string, Output>;
}

/** stack -> parameter -> value */
export type ParameterFile = Record<string, Record<string, string>>;

/** Everything that the rules judge; plain data, so that a copy can be broken on purpose. */
export interface System {
  /** By short name, in deploy order. */
  templates: Record<string, Template>;
  /** The same as text, for what parsing loses. */
  texts: Record<string, string>;
  /** By environment. */
  parameters: Record<string, ParameterFile>;
}

const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');

/** Parses one template. */
export function loadTemplate(path: string): Template {
  // The parser spells short forms out when they are written as JSON; only then are they plain data.
  return JSON.parse(JSON.stringify(parseTemplate(read(path), path))) as Template;
}

/** Every template of the list of stacks and every parameter file. */
export function loadSystem(): System {
  const folder = 'pipeline/parameters/';
  const files = readdirSync(new URL(folder, ROOT)).filter((file) => file.endsWith('.json'));
  return {
    templates: Object.fromEntries(STACKS.map(({ short, template }) => [short, loadTemplate(template)])),
    texts: Object.fromEntries(STACKS.map(({ short, template }) => [short, read(template)])),
    parameters: Object.fromEntries(
      files.map((file) => [file.replace('.json', ''), JSON.parse(read(folder + file)) as ParameterFile]),
    ),
  };
}
