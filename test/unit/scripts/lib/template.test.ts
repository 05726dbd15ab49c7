// Templates: every short form of an intrinsic function becomes its long form, nested ones too.
import { describe, expect, test } from '@jest/globals';
import { loadTemplate, parseTemplate } from '../../../../scripts/lib/template.ts';

function propertiesOf(yaml: string): Record<string, unknown> | undefined {
  const indented = yaml.replace(/^/gm, '      ');
  return parseTemplate(`Resources:\n  One:\n    Type: T\n    Properties:\n${indented}`, 'one.yaml').Resources
    .One?.Properties;
}

describe('parseTemplate', () => {
  test.each([
    ['a: !Ref B', { Ref: 'B' }],
    ['a: !GetAtt B.C.D', { 'Fn::GetAtt': ['B', 'C.D'] }],
    ['a: !GetAtt [B, C]', { 'Fn::GetAtt': ['B', 'C'] }],
    ["a: !Sub '${B}-x'", { 'Fn::Sub': '${B}-x' }],
    ["a: !Sub ['${B}', { B: !Ref C }]", { 'Fn::Sub': ['${B}', { B: { Ref: 'C' } }] }],
    [
      'a: !If [IsOn, !Ref B, !Ref AWS::NoValue]',
      { 'Fn::If': ['IsOn', { Ref: 'B' }, { Ref: 'AWS::NoValue' }] },
    ],
    ["a: !Not [!Equals [!Ref B, '']]", { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'B' }, ''] }] }],
    ['a: !ImportValue\n  Fn::Sub: x', { 'Fn::ImportValue': { 'Fn::Sub': 'x' } }],
    ["a: !Join ['-', [x, !Ref B]]", { 'Fn::Join': ['-', ['x', { Ref: 'B' }]] }],
    ['a: !Condition IsOn', { Condition: 'IsOn' }],
    ["a: '2012-10-17'", '2012-10-17'],
  ])('reads %s', (yaml, value) => {
    expect(propertiesOf(yaml)).toEqual({ a: value });
  });

  test('names the file and what is wrong with it', () => {
    expect(() => parseTemplate('a: [', 'bad.yaml')).toThrow(/^bad\.yaml is not valid YAML: /);
    expect(() => parseTemplate('a: 1', 'bad.yaml')).toThrow(
      'bad.yaml is not a template: it has no Resources section.',
    );
    expect(() => parseTemplate('', 'bad.yaml')).toThrow('no Resources section');
  });

  test('names a template that is not there', async () => {
    await expect(loadTemplate('/nowhere', 'templates/x.yaml')).rejects.toThrow(
      'templates/x.yaml cannot be read',
    );
  });
});
