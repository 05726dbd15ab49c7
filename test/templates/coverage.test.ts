// Every AWS rule of the project is either tested or waits for something that is named; every rule is run by a test.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { LATER } from './later.ts';
import { RULES } from './rules/index.ts';

/** The list of AWS rules that the project keeps: 1 to 60. */
const AWS_RULES = Array.from({ length: 60 }, (_, index) => index + 1);

const ids = Object.values(RULES).flatMap((rules) => rules.map(({ id }) => id));

describe('rules', () => {
  test('have one id each', () => expect([...new Set(ids)]).toEqual(ids));

  test.each(AWS_RULES)('AWS rule %i is tested or waits, not both', (number) => {
    expect([ids.includes(`aws-${number}`), number in LATER].filter(Boolean)).toHaveLength(1);
  });

  test.each(Object.keys(RULES))('on %s are run', (title) => {
    const folder = new URL('./', import.meta.url);
    const files = readdirSync(folder).filter((file) => file.endsWith('.test.ts'));
    const calls = files
      .map((file) => readFileSync(new URL(file, folder), 'utf8'))
      .filter((text) => text.includes('testRules('));
    expect(calls.filter((text) => text.includes(`'${title}'`))).toHaveLength(1);
  });
});
