// The gate on our own templates: every dangerous change of everything that holds data is refused.
import { describe, expect, test } from '@jest/globals';
import { CREATE_ONLY, TABLE } from '../../../../../scripts/lib/gate/create-only.ts';
import type { TemplateDocument } from '../../../../../scripts/lib/template.ts';
import { CASES, decidesData, edit, refusals, withProperty, type DataCase } from './our-templates.ts';

interface Danger {
  what: string;
  one: DataCase;
  after: TemplateDocument;
  because: RegExp;
}

type Attribute = { AttributeName: string; AttributeType: string };

const tableDangers = (one: DataCase): Danger[] => {
  const { Properties: { AttributeDefinitions = [] } = {} } = one.document.Resources[one.id] ?? {};
  const attributes = AttributeDefinitions as Attribute[];
  const types = attributes.map(({ AttributeName }) => ({
    what: `type of ${AttributeName}`,
    one,
    after: withProperty(
      one,
      'AttributeDefinitions',
      attributes.map((own) => (own.AttributeName === AttributeName ? { ...own, AttributeType: 'B' } : own)),
    ),
    because: new RegExp(`AttributeDefinitions \\(type of "${AttributeName}"\\) changes from S to B`),
  }));
  const index = { IndexName: 'mine', KeySchema: [], Projection: { ProjectionType: 'ALL' } };
  const local = {
    what: 'a local index',
    one,
    after: withProperty(one, 'LocalSecondaryIndexes', [index]),
    because: /LocalSecondaryIndexes changes from \[\] to/,
  };
  return [...types, local];
};

function dangersOf(one: DataCase): Danger[] {
  const { Type = '', Properties = {} } = one.document.Resources[one.id] ?? {};
  const properties = CREATE_ONLY[Type] ?? [];
  const set = properties.map((name) => ({
    what: `another ${name}`,
    one,
    after: withProperty(one, name, 'something-else'),
    because: new RegExp(`${name} changes from .* to something-else`),
  }));
  const removed = properties
    .filter((name) => Object.hasOwn(Properties, name))
    .map((name) => ({
      what: `no ${name}`,
      one,
      after: withProperty(one, name, { Ref: 'AWS::NoValue' }),
      because: new RegExp(`${name} changes from .* to nothing`),
    }));
  const gone = edit(one, () => undefined);
  delete gone.Resources[one.id];
  const never = edit(one, (resource) => {
    resource.Condition = 'IsNever';
  });
  never.Conditions = { ...never.Conditions, IsNever: { 'Fn::Equals': ['a', 'b'] } };
  return [
    ...set,
    ...removed,
    ...(Type === TABLE ? tableDangers(one) : []),
    { what: 'no resource', one, after: gone, because: /has no resource of this name/ },
    {
      what: 'another type',
      one,
      after: edit(one, (resource) => {
        resource.Type = 'AWS::SSM::Parameter';
      }),
      because: /its Type changes from .* to AWS::SSM::Parameter/,
    },
    { what: 'a false condition', one, after: never, because: /its condition IsNever does not hold any more/ },
  ];
}

describe('a dangerous change', () => {
  const dangers = CASES.flatMap(dangersOf).map((danger) => ({
    ...danger,
    place: `${danger.one.template}, ${danger.one.id}`,
  }));

  test.each(dangers)('of $place, $what is refused', ({ one, after, because }) => {
    const found = refusals(one, after);
    expect(found).toHaveLength(1);
    expect(found[0]?.startsWith(`${one.id}: `)).toBe(true);
    expect(found[0]).toMatch(because);
  });

  test.each(CASES.filter(({ document }) => decidesData(document, 'EnvironmentName')))(
    'of $template, $id, by a parameter is refused where it makes another name',
    (one) => {
      const named = Object.values(one.document.Resources[one.id]?.Properties ?? {});
      const isNamed = JSON.stringify(named[0] ?? '').includes('EnvironmentName');
      const found = refusals(one, one.document, { ...one.values, EnvironmentName: 'other' });
      expect(found.filter((text) => text.startsWith(`${one.id}: `))).toHaveLength(isNamed ? 1 : 0);
    },
  );
});
