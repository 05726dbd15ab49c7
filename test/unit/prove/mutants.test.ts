import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { MUTANTS } from '../../../scripts/prove/mutants.ts';
import { filesOf, mutate, sourceOfCore } from '../../../scripts/prove/mutation.ts';
import { setupNamed } from '../../../scripts/prove/setups.ts';

const PROOF = readFileSync(new URL('../../../docs/proof.md', import.meta.url), 'utf8');

describe('the mutants', () => {
  test('are at least thirty, all different, at most five of them listed as equivalent', () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(30);
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
    expect(MUTANTS.filter(({ equivalent }) => equivalent !== undefined).length).toBeLessThanOrEqual(5);
  });

  test.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))('%s fits the code', (_name, mutant) => {
    expect(setupNamed(mutant.killer).name).toBe(mutant.killer);
    for (const file of filesOf(mutant))
      expect(mutate(sourceOfCore(file), mutant, file)).not.toBe(sourceOfCore(file));
  });

  test('that do not fit the code any more are an error', () => {
    const mutant = {
      name: 'old',
      breaks: '',
      killer: 'purge',
      changes: [{ file: 'a.ts', from: 'gone', to: '' }],
    };
    expect(() => mutate('const here = 1;', mutant, 'a.ts')).toThrow(
      'Mutant "old" must match lambda/core/a.ts exactly once',
    );
    expect(() => mutate('gone gone', mutant, 'a.ts')).toThrow('exactly once');
  });

  test('stand in docs/proof.md, with the reason of those that cannot be killed', () => {
    for (const { name, breaks, equivalent } of MUTANTS)
      expect(PROOF).toContain(
        `| \`${name}\` | ${breaks} | ${equivalent === undefined ? 'killed' : `equivalent: ${equivalent}`} |`,
      );
    expect(PROOF.match(/^\| `[a-z-]+` \|.*\| (killed|equivalent: .*) \|$/gm)).toHaveLength(MUTANTS.length);
  });
});
