// The gates of `npm run check` and `npm test`.
import type { Gate } from './gate.ts';
import { jestGate } from './jest-gate.ts';
import type { Stage } from './run-gates.ts';

/** Makes a tool end with us, whatever ends us. */
const GUARD = `--import=${new URL('parent-guard.mjs', import.meta.url).href}?parent=`;

/** A tool from npm, run by the Node that runs us. */
export function nodeTool(title: string, script: string, args: readonly string[]): Gate {
  return { title, command: process.execPath, args: [GUARD, script, ...args] };
}

/** What can be told without running anything of ours. */
const STATIC_GATES: readonly Gate[] = [
  nodeTool('templates (cfn-lint)', 'scripts/local/lint-templates.mjs', []),
  nodeTool('format (prettier)', 'node_modules/prettier/bin/prettier.cjs', ['--check', '.']),
  nodeTool('lint (eslint)', 'node_modules/eslint/bin/eslint.js', ['--max-warnings=0', '.']),
  nodeTool('lint with types (oxlint)', 'node_modules/oxlint/bin/oxlint', [
    '--type-aware',
    '--deny-warnings',
    '.',
  ]),
  // The native compiler: 4 s where the one in JavaScript, which eslint still reads TypeScript with, takes 19 s.
  nodeTool('types (tsc)', 'node_modules/typescript-native/bin/tsc', ['--project', '.']),
  nodeTool('unused code (knip)', 'node_modules/knip/bin/knip.js', ['--no-progress']),
];

/** Installs a compiler of 94 MB: not for every push, where a hash tells whether the module is of the kernels as they are. */
const KERNELS = nodeTool('kernels (asc)', 'scripts/local/compare-kernels.mjs', []);

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
  const exhaustive = jestGate('exhaustive', { workers: 1 });
  const [check, ...rest] = checkGates();
  return [
    [...(check ?? []), exhaustive, KERNELS],
    ...rest,
    [jestGate('contract', { workers: 2 })],
    [apart, system],
  ];
}
