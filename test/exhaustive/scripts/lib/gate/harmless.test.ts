// The gate on our own templates: no change that keeps everything that holds data is ever refused.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CREATE_ONLY, TABLE } from '../../../../../scripts/lib/gate/create-only.ts';
import { resolveName } from '../../../../../scripts/lib/resolve-name.ts';
import type { TemplateDocument } from '../../../../../scripts/lib/template.ts';
import {
  CASES,
  dataIds,
  decidesData,
  edit,
  refusals,
  scopeOf,
  type DataCase,
  type Values,
} from '../../../../unit/scripts/lib/gate/our-templates.ts';

/** A change that keeps everything that holds data. */
type Harmless = (one: DataCase, noise: unknown) => { document: TemplateDocument; values?: Values };

/** The same name, told by its value, by other functions, behind a condition. */
function respell(one: DataCase, how: number): TemplateDocument {
  const { values } = scopeOf(one.document, one.values);
  return edit(one, (resource) => {
    for (const name of CREATE_ONLY[resource.Type] ?? []) {
      const value = resource.Properties?.[name];
      const text = resolveName(value, values);
      if (value === undefined || text === undefined) continue;
      const middle = Math.floor(text.length / 2);
      const parts = [text.slice(0, middle), text.slice(middle)];
      const spellings = [
        text,
        { 'Fn::Join': ['', parts] },
        { 'Fn::Sub': ['${A}${B}', { A: parts[0], B: parts[1] }] },
        { 'Fn::Select': [1, ['x', value]] },
        { 'Fn::If': ['IsAlways', value, 'other'] },
      ];
      resource.Properties = { ...resource.Properties, [name]: spellings[how % spellings.length] };
    }
  });
}

const FREE = (type: string, name: string) =>
  !(CREATE_ONLY[type] ?? []).includes(name) &&
  !['AttributeDefinitions', 'LocalSecondaryIndexes'].includes(name);

const HARMLESS: Harmless[] = [
  (one, noise) => {
    const document = respell(one, JSON.stringify(noise).length);
    document.Conditions = { ...document.Conditions, IsAlways: { 'Fn::Equals': ['a', 'a'] } };
    return { document };
  },
  (one, noise) => ({
    document: edit(one, (resource) => {
      const own = Object.entries(resource.Properties ?? {});
      const changed = own.map(([name, value]) => [name, FREE(resource.Type, name) ? noise : value]);
      resource.Properties = Object.fromEntries(changed) as Record<string, unknown>;
      resource.DeletionPolicy = 'Delete';
    }),
  }),
  (one, noise) => ({
    document: edit(one, (resource) => {
      const definitions = resource.Properties?.AttributeDefinitions;
      const more = { AttributeName: `new${JSON.stringify(noise).length}`, AttributeType: 'N' };
      if (resource.Type === TABLE && Array.isArray(definitions))
        resource.Properties = { ...resource.Properties, AttributeDefinitions: [more, ...definitions] };
      resource.Properties = { ...resource.Properties, Tags: [{ Key: 'a', Value: noise }] };
    }),
  }),
  (one, noise) => {
    const document = structuredClone(one.document);
    const data = new Set(dataIds(document));
    const others = Object.keys(document.Resources).filter((id) => !data.has(id));
    others.filter((_, at) => at % 2 === 0).forEach((id) => delete document.Resources[id]);
    document.Resources.Another = { Type: 'AWS::S3::Bucket', Properties: { BucketName: noise } };
    document.Description = 'another';
    return { document };
  },
  (one, noise) => {
    const free = Object.keys(one.values).filter((name) => !decidesData(one.document, name));
    const changed = free.map((name) => [name, JSON.stringify(noise)]);
    const document = structuredClone(one.document);
    document.Parameters = { ...document.Parameters, Late: { Type: 'String', Default: 'late' } };
    return { document, values: { ...one.values, ...(Object.fromEntries(changed) as Values) } };
  },
];

test('a harmless change of our templates is never refused', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...CASES),
      fc.array(fc.tuple(fc.constantFrom(...HARMLESS), fc.jsonValue()), { minLength: 1, maxLength: 3 }),
      (one, changes) => {
        let after = { document: one.document, values: one.values };
        for (const [change, noise] of changes) {
          after = { ...after, ...change({ ...one, ...after }, noise) };
        }
        expect(refusals(one, after.document, after.values)).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});
