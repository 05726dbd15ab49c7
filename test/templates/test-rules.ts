// The test that holds every rule to the templates, and every broken copy to its rule.
import { describe, expect, test } from '@jest/globals';
import { loadSystem } from '../support/load-template.ts';
import type { Rule, Twin } from './rule.ts';
import { RULES } from './rules/index.ts';

const SYSTEM = loadSystem();

function violationsOfTwin(rule: Rule, { mutate }: Twin): string[] {
  const copy = structuredClone(SYSTEM);
  mutate(copy);
  expect(JSON.stringify(copy)).not.toBe(JSON.stringify(SYSTEM));
  return rule.check(copy);
}

/** One test for each rule on the real templates, and one for each of its broken copies. */
export function testRules(...titles: (keyof typeof RULES)[]): void {
  describe.each(titles)('%s', (title) => {
    describe.each(RULES[title].map((rule) => [rule.id, rule.title, rule] as const))(
      '%s: %s',
      (_id, _title, rule) => {
        test('holds', () => expect(rule.check(SYSTEM)).toEqual([]));
        test('has a failing twin', () => expect(rule.twins).not.toHaveLength(0));
        for (const twin of rule.twins) {
          test(`fails when ${twin.breaks}`, () => expect(violationsOfTwin(rule, twin)).not.toEqual([]));
        }
      },
    );
  });
}
