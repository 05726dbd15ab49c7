// Changes the source of the core while it is loaded, by exact replacements of text; nothing on disk is touched.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { UserError } from '../lib/user-error.ts';
import type { Mutant } from './mutants.ts';

const CORE = fileURLToPath(new URL('../../lambda/core/', import.meta.url));

/** The changed text of one file. A replacement that does not match exactly once is an error: the code has moved on, the mutant must follow. */
export function mutate(text: string, { name, changes }: Mutant, file: string): string {
  let changed = text;
  for (const { from, to } of changes.filter((change) => change.file === file)) {
    if (changed.split(from).length !== 2)
      throw new UserError(
        `Mutant "${name}" must match lambda/core/${file} exactly once; adapt it to the code in scripts/prove/mutants.`,
      );
    changed = changed.replace(from, () => to);
  }
  return changed;
}

/** Files that the mutant changes, each once. */
export function filesOf({ changes }: Mutant): ReadonlySet<string> {
  return new Set(changes.map(({ file }) => file));
}

/** Text of a file of the core. */
export function sourceOfCore(file: string): string {
  return readFileSync(CORE + file, 'utf8');
}

/** From now on the core is loaded with these changes. */
export function applyMutant(mutant: Mutant): void {
  const files = filesOf(mutant);
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      const file = url.startsWith('file:') ? fileURLToPath(url) : '';
      const name = file.startsWith(CORE) ? file.slice(CORE.length) : '';
      if (!files.has(name)) return loaded;
      return { ...loaded, source: mutate(sourceOfCore(name), mutant, name) };
    },
  });
}

/** Throws UserError when the mutant does not fit the code any more. */
export function checkFit(mutant: Mutant): void {
  for (const file of filesOf(mutant)) mutate(sourceOfCore(file), mutant, file);
}
