// The templates of this repository as two states of a stack, for the tests of the gate.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findLosses, type Loss } from '../../../../../scripts/lib/gate/compare.ts';
import { CREATE_ONLY } from '../../../../../scripts/lib/gate/create-only.ts';
import { readableParameters } from '../../../../../scripts/lib/gate/deployed.ts';
import { evaluateCondition, type Scope } from '../../../../../scripts/lib/gate/evaluate.ts';
import { ROOT } from '../../../../../scripts/lib/root.ts';
import {
  parseTemplate,
  type TemplateDocument,
  type TemplateResource,
} from '../../../../../scripts/lib/template.ts';

interface OurTemplate {
  name: string;
  document: TemplateDocument;
}

/** A value for every parameter: its default, or something that stands for it. */
export type Values = Record<string, string>;

const PSEUDO = {
  'AWS::AccountId': '123456789012',
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-west-1',
  'AWS::StackId': 'arn:aws:cloudformation:eu-west-1:123456789012:stack/file-processing-dev-x/1',
  'AWS::StackName': 'file-processing-dev-x',
  'AWS::URLSuffix': 'amazonaws.com',
};

function read(folder: string): OurTemplate[] {
  return readdirSync(join(ROOT, folder))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => {
      const name = `${folder}/${file}`;
      return { name, document: parseTemplate(readFileSync(join(ROOT, name), 'utf8'), name) };
    });
}

const OUR_TEMPLATES: readonly OurTemplate[] = [...read('templates'), ...read('pipeline')];

function valuesOf({ Parameters = {} }: TemplateDocument): Values {
  const values = Object.entries(Parameters).map(([name, { Default }]) => [name, String(Default ?? 'given')]);
  return Object.fromEntries(values) as Values;
}

export function scopeOf(document: TemplateDocument, values: Values): Scope {
  return { document, values: { ...readableParameters(document, values), ...PSEUDO } };
}

/** What a stack of the first template and values holds, and what it would lose by the second. */
function lossesBetween(
  before: { document: TemplateDocument; values: Values },
  after: { document: TemplateDocument; values: Values },
): Loss[] {
  const scope = scopeOf(before.document, before.values);
  const held = Object.entries(before.document.Resources)
    .filter(([, { Condition }]) => Condition === undefined || evaluateCondition(Condition, scope) === true)
    .map(([logicalId, { Type }]) => ({ logicalId, type: Type, physicalId: `physical-${logicalId}` }));
  return findLosses(held, { before: scope, after: scopeOf(after.document, after.values) });
}

/** Logical ids of what holds data. */
export const dataIds = ({ Resources }: TemplateDocument): string[] =>
  Object.keys(Resources).filter((id) => Object.hasOwn(CREATE_ONLY, Resources[id]?.Type ?? ''));

/** Whether a parameter has a say in the name, the key or the presence of anything that holds data. */
export function decidesData(document: TemplateDocument, parameter: string): boolean {
  const parts = dataIds(document).map((id) => {
    const { Type = '', Properties = {}, Condition } = document.Resources[id] ?? {};
    const chosen = (CREATE_ONLY[Type] ?? []).map((name) => Properties[name]);
    return [chosen, Condition === undefined ? undefined : document.Conditions];
  });
  return JSON.stringify(parts).includes(parameter);
}

/** One resource that holds data, and values with which it is there. */
export interface DataCase {
  template: string;
  id: string;
  document: TemplateDocument;
  values: Values;
}

/** Resources under a condition are tried with the first values that let them be. */
function valuesWith(document: TemplateDocument, id: string): Values {
  const plain = valuesOf(document);
  const tries = [plain, ...Object.keys(plain).map((name) => ({ ...plain, [name]: '' }))];
  const others = Object.keys(plain).map((name) => ({ ...plain, [name]: 'given' }));
  const empty: TemplateDocument = { Resources: {} };
  const isThere = (values: Values) =>
    lossesBetween({ document, values }, { document: empty, values: {} }).some(
      ({ resource }) => resource.logicalId === id,
    );
  const found = [...tries, ...others].find(isThere);
  if (!found) throw new Error(`No value of any one parameter brings ${id} into being.`);
  return found;
}

export const CASES: DataCase[] = OUR_TEMPLATES.flatMap(({ name, document }) =>
  dataIds(document).map((id) => ({ template: name, id, document, values: valuesWith(document, id) })),
);

export const edit = (
  { document, id }: DataCase,
  change: (resource: TemplateResource) => void,
): TemplateDocument => {
  const copy = structuredClone(document);
  const resource = copy.Resources[id];
  if (resource) change(resource);
  return copy;
};

export const withProperty = (one: DataCase, name: string, value: unknown) =>
  edit(one, (resource) => {
    resource.Properties = { ...resource.Properties, [name]: value };
  });

/** What the gate says to another template or other values: `<logical id>: <reason>`. */
export function refusals(one: DataCase, document: TemplateDocument, values = one.values) {
  const losses = lossesBetween({ document: one.document, values: one.values }, { document, values });
  return losses.map(({ resource, because }) => `${resource.logicalId}: ${because}`);
}
