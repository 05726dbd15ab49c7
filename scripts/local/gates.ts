// The gates of `npm run check` and `npm test`.
import { LINT_PYTHON } from './paths.ts';
import type { Gate } from './gate.ts';
import { jestGate } from './jest-gate.ts';
import type { Stage } from './run-gates.ts';

/** Makes a tool end with us, whatever ends us. */
const GUARD = `--import=${new URL('parent-guard.mjs', import.meta.url).href}?parent=`;

/** A tool from npm, run by the Node that runs us. */
export function nodeTool(title: string, script: string, args: readonly string[]): Gate {
  return { title, command: process.execPath, args: [GUARD, script, ...args] };
}

/** The launcher script that pip makes carries this checkout's path and breaks when the folder is moved; hence `-c`. */
const CFN_LINT_OPTIONS = ['--non-zero-exit-code', 'informational'];

/** What can be told without running anything of ours. */
const STATIC_GATES: readonly Gate[] = [
  nodeTool('format (prettier)', 'node_modules/prettier/bin/prettier.cjs', ['--check', '.']),
  nodeTool('lint (eslint)', 'node_modules/eslint/bin/eslint.js', ['--max-warnings=0', '.']),
  nodeTool('types (tsc)', 'node_modules/typescript/bin/tsc', ['--project', '.']),
  nodeTool('unused code (knip)', 'node_modules/knip/bin/knip.js', ['--no-progress']),
  {
    title: 'templates (cfn-lint)',
    command: LINT_PYTHON,
    // Errors, warnings and informational findings all set the exit code; .cfnlintrc says which files.
    args: ['-I', '-c', 'import sys; from cfnlint.runner import main; sys.exit(main())', ...CFN_LINT_OPTIONS],
  },
];

/** Everything that needs no engine; the longest first, so that the others fit in beside it. With a folder, reports go there. */
export function checkGates(reports?: string): Stage[] {
  // The unit tests take half of the whole time; when the other gates are through they have both cores of a small machine.
  const unit = jestGate('unit', { reports, coverage: true, workers: 2 });
  const templates = jestGate('templates', { reports });
  return [[unit, ...STATIC_GATES, templates]];
}

/**
 * Everything. What needs an engine waits with limits and does not share the machine with compilers. System tests also measure: one file
 * after the other; those with an environment of their own, which wait more than they work, beside them.
 */
export function testGates(): Stage[] {
  const [system, apart] = [jestGate('system', { workers: 1 }), jestGate('apart', { workers: 1 })];
  return [...checkGates(), [jestGate('contract', { workers: 2 })], [apart, system]];
}
