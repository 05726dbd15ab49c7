// Where this checkout keeps what it installs and writes while it runs; nothing of it is under version control.
import { join } from 'node:path';
import { ROOT } from '../lib/root.ts';

/** What is installed; one for all. */
export const LOCAL = join(ROOT, '.local');
/** What a running environment writes (ready.json, logs). With a folder of its own, a second one can run beside the first. */
export const STATE = process.env.FILE_PROCESSING_STATE_FOLDER ?? LOCAL;
export const ENGINE_PYTHON = join(LOCAL, 'venv', 'bin', 'python');
export const LINT_PYTHON = join(LOCAL, 'venv-lint', 'bin', 'python');
export const SUPERVISE = join(import.meta.dirname, 'supervise.py');
export const MAKE_CERTIFICATE = join(import.meta.dirname, 'certificate.py');
