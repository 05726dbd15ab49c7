// Our own conventions for every template: order, texture, size.
import { drop, importsOf, put } from '../lookup.ts';
import type { Rule } from '../rule.ts';
import type { Parameter, System, Template } from '../../support/load-template.ts';

const SECTIONS =
  'AWSTemplateFormatVersion Description Metadata Parameters Rules Mappings Conditions Resources Outputs'.split(
    ' ',
  );
const RESOURCE_KEYS =
  'Condition DeletionPolicy UpdateReplacePolicy Type DependsOn CreationPolicy UpdatePolicy Metadata Properties'.split(
    ' ',
  );
const MOST_LINES = 350;
const MOST_RESOURCES = 25;

/** Checks every template by itself. */
export const each = (check: (template: Template, stack: string) => string[]) => (system: System) =>
  Object.entries(system.templates).flatMap(([stack, template]) =>
    check(template, stack).map((message) => `${stack}: ${message}`),
  );

function isInOrder(keys: string[], order: readonly string[]): boolean {
  const places = keys.map((key) => order.indexOf(key));
  return places.every((place, index) => place >= 0 && place > (places[index - 1] ?? -1));
}

/** Bounds, a list or a pattern; CloudFormation checks nothing else before it starts. */
function isConstrained({ Type, AllowedPattern, AllowedValues, MinValue, MaxValue }: Parameter): boolean {
  if (AllowedValues) return true;
  return Type === 'Number' ? MinValue !== undefined && MaxValue !== undefined : AllowedPattern !== undefined;
}

const SNS = 'templates/sns';

export const CONVENTION_RULES: readonly Rule[] = [
  {
    id: 'aws-1',
    title:
      'every template says its version and purpose, its parameters are described and bounded, no Transform',
    check: each((template) => [
      ...(template.AWSTemplateFormatVersion === '2010-09-09' ? [] : ['no AWSTemplateFormatVersion']),
      ...(template.Description?.startsWith('File processing: ') ? [] : ['no Description']),
      ...('Transform' in template ? ['has a Transform'] : []),
      ...Object.entries(template.Parameters)
        .filter(([, parameter]) => !parameter.Type || !parameter.Description || !isConstrained(parameter))
        .map(([name]) => `${name} needs Type, Description and bounds`),
    ]),
    twins: [
      { breaks: 'the version is missing', mutate: drop(`${SNS}/AWSTemplateFormatVersion`) },
      { breaks: 'the purpose is missing', mutate: drop(`${SNS}/Description`) },
      { breaks: 'it is transformed', mutate: put(`${SNS}/Transform`, 'AWS::Serverless-2016-10-31') },
      { breaks: 'anything is an address', mutate: drop(`${SNS}/Parameters/AlertsEmail/AllowedPattern`) },
      {
        breaks: 'a number has no bound',
        mutate: drop('templates/lambda/Parameters/TimeoutInSeconds/MaxValue'),
      },
    ],
  },
  {
    id: 'aws-2',
    title: 'no account, partition or Region is written out',
    check: each(({ Resources, Outputs }) => {
      const text = JSON.stringify({ Resources, Outputs });
      const literals = text.match(
        /\b[0-9]{12}\b|arn:aws[a-z-]*:|\b[a-z]{2}(-gov|-iso[a-z]*)?-[a-z]+-[0-9]\b/g,
      );
      return (literals ?? []).map((literal) => `writes out ${literal}`);
    }),
    twins: ['arn:aws:sns:*', '123456789012', 'eu-central-1'].map((literal) => ({
      breaks: `it says ${literal}`,
      mutate: put(`${SNS}/Resources/AlertsTopic/Properties/DisplayName`, literal),
    })),
  },
  {
    id: 'order-1',
    title: 'sections and the parts of resources stand in the same order everywhere',
    check: each((template) => [
      ...(isInOrder(Object.keys(template), SECTIONS) ? [] : ['sections are out of order']),
      ...Object.entries(template.Resources)
        .filter(([, resource]) => !isInOrder(Object.keys(resource), RESOURCE_KEYS))
        .map(([id]) => `${id} is out of order`),
    ]),
    twins: [
      {
        breaks: 'outputs stand before resources',
        mutate: ({ templates }) => {
          const { Resources, ...others } = templates.sns as Template;
          templates.sns = { ...others, Resources };
        },
      },
      {
        breaks: 'a policy stands after the properties',
        mutate: put(`${SNS}/Resources/AlertsTopic/DeletionPolicy`, 'Delete'),
      },
    ],
  },
  {
    id: 'size-1',
    title: `no template has more than ${MOST_LINES} lines or ${MOST_RESOURCES} resources`,
    check: (system) =>
      Object.entries(system.texts)
        .filter(
          ([stack, text]) =>
            text.trimEnd().split('\n').length > MOST_LINES ||
            Object.keys(system.templates[stack]?.Resources ?? {}).length > MOST_RESOURCES,
        )
        .map(([stack]) => `${stack} is too large`),
    twins: [
      { breaks: 'there is one line too many', mutate: put('texts/sns', 'x\n'.repeat(MOST_LINES + 1)) },
      {
        breaks: 'there are too many resources',
        mutate: put(
          `${SNS}/Resources`,
          Object.fromEntries(Array.from({ length: 26 }, (_, n) => [`T${n}`, {}])),
        ),
      },
    ],
  },
  {
    id: 'head-1',
    title: 'a template tells at its head what it imports',
    check: (system) =>
      Object.entries(system.texts).flatMap(([stack, text]) => {
        const head = text.split('\n').slice(0, 2).join(' ');
        const names = importsOf(system)
          .filter((item) => item.stack === stack)
          .map(({ name }) => name.split('-').pop() ?? '');
        const isTold =
          names.every((name) => head.includes(name)) || head.includes('Imports from every stack above');
        const isQuiet = names.length > 0 || head.includes('Imports nothing');
        return isTold && isQuiet ? [] : [`${stack} tells something else than it imports`];
      }),
    twins: [
      {
        breaks: 'an import is not told',
        mutate: ({ texts }) => {
          texts.sqs = (texts.sqs ?? '').replace('Imports SourceBucketName and', 'Imports');
        },
      },
    ],
  },
];
