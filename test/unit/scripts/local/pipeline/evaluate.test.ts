// The intrinsic functions of our delivery templates, and the refusal of every other one.
import { describe, expect, it } from '@jest/globals';
import { createEvaluator } from '../../../../../scripts/local/pipeline/evaluate.ts';
import { parseTemplate } from '../../../../../scripts/lib/template.ts';

const TEMPLATE = `
Parameters:
  Name: { Type: String, Default: x }
  Zones: { Type: CommaDelimitedList, Default: 'a,b' }
Conditions:
  IsX: !Equals [!Ref Name, x]
  IsNotX: !Not [!Condition IsX]
  Both: !And [!Condition IsX, !Condition IsNotX]
  Either: !Or [!Condition IsX, !Condition IsNotX]
  Odd: !FindInMap [a, b, c]
Resources:
  Thing: { Type: AWS::Some::Thing }
`;

const evaluator = createEvaluator({
  path: 'pipeline/pipeline.yaml',
  document: parseTemplate(TEMPLATE, 'pipeline/pipeline.yaml'),
  parameters: { Name: 'x', Zones: 'a,b' },
  pseudo: { 'AWS::Region': 'us-east-1' },
  exports: { 'x-stack-Arn': 'arn:x' },
  attributeOf: (logicalId, attribute) =>
    logicalId === 'Thing' ? `thing${attribute ? `.${attribute}` : ''}` : undefined,
});

/** Evaluates what is written as the value of one property. */
function valueOf(yaml: string): unknown {
  const { Resources } = parseTemplate(`Resources:\n  R:\n    Type: T\n    Properties: { P: ${yaml} }`, 'p');
  return evaluator.evaluate(Resources.R?.Properties?.P, 'P');
}

describe('evaluate', () => {
  it.each([
    ['!Ref Name', 'x'],
    ['!Ref Zones', ['a', 'b']],
    ['!Ref AWS::Region', 'us-east-1'],
    ['!Ref Thing', 'thing'],
    ['!GetAtt Thing.Arn', 'thing.Arn'],
    ["!Sub '${Name}-${Thing}-${Thing.Arn}-${!Name}-#{A.B}'", 'x-thing-thing.Arn-${Name}-#{A.B}'],
    ["!Sub ['${Own}/${Name}', { Own: !Ref Name }]", 'x/x'],
    ["!ImportValue { 'Fn::Sub': '${Name}-stack-Arn' }", 'arn:x'],
    ['!If [IsX, yes, no]', 'yes'],
    ['!If [IsNotX, yes, no]', 'no'],
    ['!If [Both, yes, no]', 'no'],
    ['!If [Either, yes, no]', 'yes'],
    ['[1, !If [IsNotX, 2, !Ref AWS::NoValue], 3]', [1, 3]],
    ['{ A: !Ref AWS::NoValue, B: true }', { B: true }],
    ["!Join ['-', [a, !Ref Name]]", 'a-x'],
    ["!Select [1, !Split [',', 'a,b,c']]", 'b'],
  ])('%s', (yaml, value) => {
    expect(valueOf(yaml)).toEqual(value);
  });

  it.each([
    ['!Cidr [a, b]', 'the function Fn::Cidr is not known here.'],
    ['!Ref Nobody', '"Nobody" is no parameter, and no resource whose value is known here.'],
    ['!ImportValue x-other', 'no stack exports x-other; deploy the one that does first.'],
    ['!If [IsY, a, b]', 'there is no condition "IsY".'],
    ['!If [IsX, a]', 'the function takes a list of 3.'],
    ['!Select [9, [a]]', 'there is no element 9.'],
    ["!Join ['-', text]", 'this must be a list.'],
  ])('refuses %s with its place', (yaml, message) => {
    expect(() => valueOf(`{ In: [${yaml}] }`)).toThrow(`pipeline/pipeline.yaml, P.In[0]: ${message}`);
  });

  it('refuses other functions in a condition', () => {
    expect(() => valueOf('!If [Odd, a, b]')).toThrow(
      'Conditions.Odd: Fn::FindInMap is not known in a condition.',
    );
  });
});
