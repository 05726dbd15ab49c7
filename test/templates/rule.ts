// A rule over the templates, with its failing twins; and the test that holds every rule to both.
import { describe, expect, test } from '@jest/globals';
import { loadSystem, type System } from '../support/load-template.ts';

/** A way to break the rule: proof that its check can fail. */
export interface Twin {
  breaks: string;
  mutate: (system: System) => void;
}

export interface Rule {
  /** Of the list of AWS rules that the project keeps (`aws-17`), or of our own conventions (`names-2`). */
  id: string;
  title: string;
  /** Says what is wrong and where; nothing when all is well. */
  check: (system: System) => string[];
  twins: readonly Twin[];
}

const SYSTEM = loadSystem();

function violationsOfTwin(rule: Rule, { mutate }: Twin): string[] {
  const copy = structuredClone(SYSTEM);
  mutate(copy);
  expect(copy).not.toEqual(SYSTEM);
  return rule.check(copy);
}

/** One test for each rule on the real templates, and one for each of its broken copies. */
export function testRules(title: string, rules: readonly Rule[]): void {
  describe(title, () => {
    describe.each(rules.map((rule) => [rule.id, rule.title, rule] as const))(
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
