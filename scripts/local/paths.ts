// Where this checkout keeps what it installs and writes while it runs; nothing of it is under version control.
import { join } from 'node:path';
import { ROOT } from '../lib/root.ts';

export const LOCAL = join(ROOT, '.local');
export const ENGINE_PYTHON = join(LOCAL, 'venv', 'bin', 'python');
export const LINT_PYTHON = join(LOCAL, 'venv-lint', 'bin', 'python');
export const SUPERVISE = join(import.meta.dirname, 'supervise.py');
