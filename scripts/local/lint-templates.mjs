// Runs cfn-lint over the files that .cfnlintrc names; installs it first where it is missing, while the other gates are at work.
/* global AbortController */
import { join } from 'node:path';
import { prepare } from '../setup.mjs';
import { LOCAL, runVisibly } from '../setup-process.mjs';

const PYTHON = join(LOCAL, 'venv-lint', 'bin', 'python');
/** The launcher script that pip makes carries this checkout's path and breaks when the folder is moved. */
const LAUNCH = 'import sys; from cfnlint.runner import main; sys.exit(main())';
/** Errors, warnings and informational findings all set the exit code. */
const OPTIONS = ['--non-zero-exit-code', 'informational'];

const interruption = new AbortController();
const { signal } = interruption;
process.on('SIGTERM', (name) => interruption.abort(name));
try {
  await prepare({ needs: { packages: 'full', lint: true }, signal });
  process.exitCode = await runVisibly({ command: PYTHON, args: ['-I', '-c', LAUNCH, ...OPTIONS], signal });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
