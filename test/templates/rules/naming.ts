// Our own conventions for parameters and conditions.
import { at, copy, drop, list, put, same } from '../lookup.ts';
import type { Rule } from '../rule.ts';
import type { Parameter, System, Template } from '../../support/load-template.ts';
import { each } from './conventions.ts';

const SNS = 'templates/sns';

/** Parameters of the same name that are not the same in every stack. */
function differingParameters(system: System): string[] {
  const first = new Map<string, { stack: string; parameter: Parameter }>();
  return Object.entries(system.templates).flatMap(([stack, { Parameters }]) =>
    Object.entries(Parameters).flatMap(([name, parameter]) => {
      const known = first.get(name) ?? { stack, parameter };
      first.set(name, known);
      return same(known.parameter, parameter) ? [] : [`${name} differs in ${known.stack} and ${stack}`];
    }),
  );
}

const emptiness = (name: string, empty: string) => ({
  'Fn::Not': [{ 'Fn::Equals': [{ Ref: name }, empty] }],
});

/** `Has<Parameter>`: it is not empty (0 for a number of days), `HasNo<Parameter>`: it is; `Is<Thing>Enabled`: the switch is on; else `Is…`. */
function isNamedByMeaning(name: string, condition: unknown, { Parameters }: Template): boolean {
  const absent = name.replace(/^HasNo/, '');
  if (absent !== name && absent in Parameters)
    return same(condition, { 'Fn::Equals': [{ Ref: absent }, ''] });
  const parameter = name.replace(/^Has/, '');
  if (name.startsWith('Has')) {
    const empty = Parameters[parameter]?.Default === '0' ? '0' : '';
    return parameter in Parameters && same(condition, emptiness(parameter, empty));
  }
  const thing = /^Is(.+)Enabled$/.exec(name)?.[1];
  if (thing === undefined) return name.startsWith('Is');
  return same(condition, { 'Fn::Equals': [{ Ref: `Enable${thing}` }, 'true'] });
}

const groupsOf = (template: Template) =>
  list(at(template.Metadata, 'AWS::CloudFormation::Interface/ParameterGroups')).flatMap((group) =>
    list(at(group, 'Parameters')),
  );

export const NAMING_RULES: readonly Rule[] = [
  {
    id: 'parameters-1',
    title:
      'ProjectName and EnvironmentName come first, parameters of one name are the same, and all are grouped',
    check: (system) => [
      ...differingParameters(system),
      ...each((template) => {
        const names = Object.keys(template.Parameters);
        return [
          ...(same(names.slice(0, 2), ['ProjectName', 'EnvironmentName']) ? [] : ['names do not come first']),
          ...(same([...names].sort(), groupsOf(template).sort())
            ? []
            : ['not every parameter is in one group']),
        ];
      })(system),
    ],
    twins: [
      {
        breaks: 'a default differs',
        mutate: put('templates/reports-bucket/Parameters/RetentionInDays/Default', '30'),
      },
      { breaks: 'the name of the project is missing', mutate: drop(`${SNS}/Parameters/ProjectName`) },
      {
        breaks: 'a parameter is in no group',
        mutate: copy(`${SNS}/Parameters/AlertsEmail`, `${SNS}/Parameters/OtherEmail`),
      },
    ],
  },
  {
    id: 'names-1',
    title: 'conditions are called by what they mean',
    check: each((template) =>
      Object.entries(template.Conditions ?? {})
        .filter(([name, condition]) => !isNamedByMeaning(name, condition, template))
        .map(([name]) => `${name} means something else`),
    ),
    twins: [
      {
        breaks: 'Has is about another parameter',
        mutate: put(`${SNS}/Conditions/HasAlertsEmail/Fn::Not/0/Fn::Equals/0/Ref`, 'ResultsEmail'),
      },
      {
        breaks: 'HasNo is about a parameter that is there',
        mutate: copy(
          'templates/bootstrap/Conditions/HasConnectionArn',
          'templates/bootstrap/Conditions/HasNoConnectionArn',
        ),
      },
      {
        breaks: 'enabled means off',
        mutate: put('templates/sqs/Conditions/IsMetricMathEnabled/Fn::Equals/1', 'false'),
      },
      {
        breaks: 'a name tells nothing',
        mutate: copy(`${SNS}/Conditions/HasAlertsEmail`, `${SNS}/Conditions/Mail`),
      },
    ],
  },
];
