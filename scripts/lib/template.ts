// Reads CloudFormation templates: YAML with the short forms of the intrinsic functions spelled out.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Scalar, parse, type CollectionTag, type ScalarTag } from 'yaml';
import { UserError } from './user-error.ts';

export interface TemplateResource {
  Type: string;
  Condition?: string;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  DependsOn?: string | string[];
  Properties?: Record<string, unknown>;
}

export interface TemplateDocument {
  Description?: string;
  Parameters?: Record<string, { Type: string; Default?: unknown; NoEcho?: unknown }>;
  Conditions?: Record<string, unknown>;
  Mappings?: Record<string, unknown>;
  Resources: Record<string, TemplateResource>;
  Outputs?: Record<string, unknown>;
}

export interface Template {
  /** Relative to the root of the repository. */
  path: string;
  text: string;
  document: TemplateDocument;
}

const FUNCTIONS =
  'And Base64 Cidr Equals FindInMap GetAZs GetAtt GetStackOutput If ImportValue Join Length Not Or Select Split Sub ToJsonString Transform';

/** Long name of each short form. */
const LONG_NAMES: Record<string, string> = {
  Ref: 'Ref',
  Condition: 'Condition',
  ...Object.fromEntries(FUNCTIONS.split(' ').map((name) => [name, `Fn::${name}`])),
};

function spellOut(name: string, value: unknown): Record<string, unknown> {
  // `!GetAtt Thing.Arn` is the list [Thing, Arn]; attribute names may hold further dots.
  const isDotted = name === 'GetAtt' && typeof value === 'string';
  const dot = isDotted ? value.indexOf('.') : -1;
  const content = isDotted && dot > 0 ? [value.slice(0, dot), value.slice(dot + 1)] : value;
  return { [LONG_NAMES[name] ?? name]: content };
}

function tagsOf(name: string): (ScalarTag | CollectionTag)[] {
  const tag = `!${name}`;
  const collection = (kind: 'seq' | 'map'): CollectionTag => ({
    tag,
    collection: kind,
    resolve: (node) => new Scalar(spellOut(name, node.toJSON())),
  });
  return [{ tag, resolve: (text) => spellOut(name, text) }, collection('seq'), collection('map')];
}

const CUSTOM_TAGS = Object.keys(LONG_NAMES).flatMap(tagsOf);

/** Parses the text of a template, YAML or JSON. */
export function parseTemplate(text: string, path: string): TemplateDocument {
  try {
    const document = parse(text, { customTags: CUSTOM_TAGS }) as TemplateDocument | null;
    if (document?.Resources) return document;
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new UserError(`${path} is not valid YAML: ${message}`, { cause: error });
  }
  throw new UserError(`${path} is not a template: it has no Resources section.`);
}

/** Reads and parses one template. */
export async function loadTemplate(root: string, path: string): Promise<Template> {
  const text = await readFile(join(root, path), 'utf8').catch((error: unknown) => {
    throw new UserError(`The template ${path} cannot be read; is the checkout complete?`, { cause: error });
  });
  return { path, text, document: parseTemplate(text, path) };
}
