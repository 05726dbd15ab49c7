// Parameter files: what is wrong in them is found before anything is touched.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePlan, type Source } from '../../../../scripts/lib/plan.ts';
import type { StackDefinition } from '../../../../scripts/stacks.ts';

const TEMPLATE = `
Parameters:
  ProjectName: { Type: String }
  EnvironmentName: { Type: String }
  CodeKey: { Type: String }
  RetentionInDays: { Type: Number, Default: 7 }
  Origins: { Type: CommaDelimitedList, Default: '' }
  Needed: { Type: String }
Resources: { Topic: { Type: AWS::SNS::Topic } }
`;
const stacks: StackDefinition[] = [
  { short: 'one', template: 'templates/one.yaml', toolParameters: ['CodeKey'] },
  { short: 'two', template: 'templates/one.yaml', toolParameters: ['CodeKey'] },
];

let source: Source;

beforeAll(async () => {
  const root = await mkdtemp(join(tmpdir(), 'parameters-'));
  await mkdir(join(root, 'templates'));
  await mkdir(join(root, 'pipeline/parameters'), { recursive: true });
  await writeFile(join(root, 'templates/one.yaml'), TEMPLATE);
  source = { root, stacks };
});
afterAll(() => rm(source.root, { recursive: true, force: true }));

async function planWith(content: unknown, only?: string) {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await writeFile(join(source.root, 'pipeline/parameters/qa.json'), text);
  return makePlan(source, { projectName: 'shop', environmentName: 'qa', only });
}

describe('makePlan', () => {
  test('joins names and values, as text, and leaves the rest to the defaults', async () => {
    const plan = await planWith({ one: { Needed: 'x', RetentionInDays: 30, Origins: ['a', 'b'] } }, 'one');
    expect(plan.stacks.map(({ stackName }) => stackName)).toEqual(['shop-qa-one']);
    expect(plan.stacks[0]?.parameters).toEqual({
      ProjectName: 'shop',
      EnvironmentName: 'qa',
      Needed: 'x',
      RetentionInDays: '30',
      Origins: 'a,b',
    });
    expect(plan.notes).toEqual([]);
  });

  test('plans all stacks in the order of the list', async () => {
    const values = { Needed: 'x' };
    const plan = await planWith({ two: values, one: values });
    expect(plan.stacks.map(({ definition }) => definition.short)).toEqual(['one', 'two']);
  });

  test.each([
    [{ one: { Nedeed: 'x' } }, 'templates/one.yaml has no parameter "Nedeed"'],
    [{ one: { toString: 'x' } }, 'templates/one.yaml has no parameter "toString"'],
    [{ three: {} }, 'names the stack "three", which does not exist; there are: one, two'],
    [{ one: { Needed: 'x', CodeKey: 'y' } }, '"CodeKey" of one is set by the tools'],
    [{ one: { Needed: 'x', ProjectName: 'y' } }, '"ProjectName" of one is set by the tools'],
    [
      { one: {} },
      'templates/one.yaml needs a value for "Needed"; add it under "one" in pipeline/parameters/qa.json',
    ],
    [{ one: { Needed: null } }, 'pipeline/parameters/qa.json: one.Needed must be text'],
    [{ one: { Needed: { a: 1 } } }, 'one.Needed must be text'],
    [{ one: 'x' }, '"one" must hold an object'],
    [[], 'must hold one object'],
    ['{', 'pipeline/parameters/qa.json is not valid JSON'],
  ])('refuses %j', async (content, message) => {
    await expect(planWith(content, 'one')).rejects.toThrow(message);
  });

  test('refuses a stack that is not in the list', async () => {
    await expect(planWith({}, 'zero')).rejects.toThrow('There is no stack "zero"; there are: one, two.');
  });

  test('says that a missing file means defaults', async () => {
    const open = {
      ...source,
      stacks: [{ short: 'plain', template: 'templates/plain.yaml', toolParameters: [] }],
    };
    await writeFile(join(source.root, 'templates/plain.yaml'), 'Resources: { A: { Type: T } }');
    const plan = await makePlan(open, { projectName: 'shop', environmentName: 'none' });
    expect(plan.notes).toEqual([
      'There is no pipeline/parameters/none.json: every parameter has its default.',
    ]);
    expect(plan.stacks[0]?.parameters).toEqual({});
  });
});
