// Reads the templates and the parameter files for tests, with the short forms of the intrinsic functions spelled out.
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { parseTemplate } from '../../scripts/lib/template.ts';
import { DELIVERY_STACKS, STACKS, type StackDefinition } from '../../scripts/stacks.ts';

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

/** A buildspec as it is written; the rules judge it part by part. */
export type Buildspec = Record<string, unknown>;

/** Everything that the rules judge; plain data, so that a copy can be broken on purpose. */
export interface System {
  /** By short name, in the order in which an account gets them: bootstrap, the stacks in deploy order, the pipeline. */
  templates: Record<string, Template>;
  /** The same as text, for what parsing loses. */
  texts: Record<string, string>;
  /** By environment. */
  parameters: Record<string, ParameterFile>;
  /** By path. */
  buildspecs: Record<string, Buildspec>;
}

const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');

/** Parses one template. */
export function loadTemplate(path: string): Template {
  // The parser spells short forms out when they are written as JSON; only then are they plain data.
  const template = JSON.parse(JSON.stringify(parseTemplate(read(path), path))) as Template;
  // One without outputs has no such section.
  return { ...template, Outputs: template.Outputs ?? {} };
}

const BUILDSPECS = ['buildspec.yml', 'pipeline/release-buildspec.yml'];

/** Bootstrap holds what the pipeline deploys with; the pipeline imports from it and from a stack. */
function allStacks(): StackDefinition[] {
  const delivery = (name: string) => DELIVERY_STACKS.filter(({ short }) => short === name);
  return [...delivery('bootstrap'), ...STACKS, ...delivery('pipeline')];
}

/** Every template, parameter file and buildspec. */
export function loadSystem(): System {
  const folder = 'pipeline/parameters/';
  const files = readdirSync(new URL(folder, ROOT)).filter((file) => file.endsWith('.json'));
  const stacks = allStacks();
  return {
    templates: Object.fromEntries(stacks.map(({ short, template }) => [short, loadTemplate(template)])),
    texts: Object.fromEntries(stacks.map(({ short, template }) => [short, read(template)])),
    parameters: Object.fromEntries(
      files.map((file) => [file.replace('.json', ''), JSON.parse(read(folder + file)) as ParameterFile]),
    ),
    buildspecs: Object.fromEntries(BUILDSPECS.map((path) => [path, parse(read(path)) as Buildspec])),
  };
}
