// What a template says once its parameters are known: every function, and what stays open.
import { describe, expect, test } from '@jest/globals';
import {
  canonical,
  evaluate,
  evaluateCondition,
  isKnown,
  type Scope,
} from '../../../../../scripts/lib/gate/evaluate.ts';
import { parseTemplate } from '../../../../../scripts/lib/template.ts';

const document = parseTemplate(
  `
Parameters:
  Name: { Type: String }
  Zones: { Type: CommaDelimitedList }
  Secret: { Type: String }
Mappings:
  Sizes: { dev: { Disk: 10 } }
Conditions:
  IsShop: !Equals [!Ref Name, shop]
  IsOther: !Not [!Condition IsShop]
  IsBoth: !And [!Condition IsShop, !Condition IsOther]
  IsEither: !Or [!Condition IsShop, !Equals [!Ref Secret, x]]
  IsSecret: !Equals [!Ref Secret, x]
  IsNoSecret: !Not [!Condition IsSecret]
  IsSecretAndOther: !And [!Condition IsSecret, !Condition IsOther]
Resources: {}
`,
  'test',
);
const scope: Scope = {
  document,
  values: { Name: 'shop', Zones: 'a, b', 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '1' },
};

/** Evaluates the text of one value. */
function valueOf(yaml: string, where = scope): unknown {
  const { Outputs } = parseTemplate(`Resources: {}\nOutputs: { X: ${yaml} }`, 'value');
  return evaluate(Outputs?.X, where);
}

describe('evaluate', () => {
  test.each<[yaml: string, value: unknown]>([
    ['!Ref Name', 'shop'],
    ['!Ref AWS::Region', 'eu-west-1'],
    ['!Ref Zones', ['a', 'b']],
    ['[1, true, !Ref AWS::NoValue]', ['1', 'true']],
    ['{ A: !Ref AWS::NoValue, B: 5 }', { B: '5' }],
    ['!Sub "${Name}-x-${AWS::AccountId}"', 'shop-x-1'],
    ['!Sub "${!Name}"', '${Name}'],
    ['!Sub ["${Own}-${Name}", { Own: !Ref AWS::Region }]', 'eu-west-1-shop'],
    ['!Join ["-", [!Ref Name, x]]', 'shop-x'],
    ['!Join ["-", !Ref Zones]', 'a-b'],
    ['!Split [",", "a,b"]', ['a', 'b']],
    ['!Select [1, !Split [",", "a,b"]]', 'b'],
    ['!Select ["0", !Ref Zones]', 'a'],
    ['!FindInMap [Sizes, dev, Disk]', '10'],
    ['!If [IsShop, yes, no]', 'yes'],
    ['!If [IsOther, yes, !Ref AWS::NoValue]', undefined],
  ])('%s', (yaml, value) => {
    expect(valueOf(yaml)).toEqual(value);
  });

  test.each<[yaml: string, same: string]>([
    ['!Sub "${Queue.Arn}"', '!GetAtt Queue.Arn'],
    ['!Sub "${Queue}"', '!Ref Queue'],
    ['!Sub "x-${Queue}-${Name}"', '!Join ["-", [x, !Ref Queue, shop]]'],
    ['!Join ["", ["x-", !Sub "${Queue}-y"]]', '!Sub "x-${Queue}-y"'],
    ['{ Fn::GetAtt: Queue.Arn }', '{ Fn::GetAtt: [Queue, Arn] }'],
    ['{ B: 1, A: 2 }', '{ A: "2", B: "1" }'],
    ['!Ref Queue', '!If [IsShop, !Ref Queue, x]'],
    ['!ImportValue x-shop', '!ImportValue { Fn::Sub: "x-${Name}" }'],
  ])('%s reads the same as %s', (yaml, same) => {
    expect(canonical(valueOf(yaml))).toBe(canonical(valueOf(same)));
  });

  test.each([
    '!Ref Queue',
    '!GetAtt Queue.Arn',
    '!Select [0, !Split [x, !Ref Queue]]',
    '!FindInMap [A, B, C]',
  ])('%s stays open', (yaml) => {
    expect(isKnown(valueOf(yaml))).toBe(false);
    expect(isKnown([{ deep: valueOf(yaml) }])).toBe(false);
  });

  test('leaves a parameter open whose value cannot be read', () => {
    expect(canonical(valueOf('!Sub "a-${Secret}"'))).not.toBe(canonical(valueOf('!Sub "b-${Secret}"')));
    expect(isKnown(valueOf('!If [IsSecret, a, b]'))).toBe(false);
  });
});

describe('evaluateCondition', () => {
  test.each([
    ['IsShop', true],
    ['IsOther', false],
    ['IsBoth', false],
    ['IsEither', true],
    ['IsSecretAndOther', false],
  ])('%s is %s', (name, value) => {
    expect(evaluateCondition(name, scope)).toBe(value);
  });

  test.each(['IsSecret', 'IsNoSecret', 'IsUnknown'])('%s is open', (name) => {
    expect(typeof evaluateCondition(name, scope)).toBe('object');
  });
});
