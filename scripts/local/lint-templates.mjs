// Runs cfn-lint over the files that .cfnlintrc names.
import { join } from 'node:path';
import { LOCAL, runVisibly } from '../setup-process.mjs';
import { runInstalled } from './installed-gate.mjs';

const PYTHON = join(LOCAL, 'venv-lint', 'bin', 'python');
/** The launcher script that pip makes carries this checkout's path and breaks when the folder is moved. */
const LAUNCH = 'import sys; from cfnlint.runner import main; sys.exit(main())';
/** Errors, warnings and informational findings all set the exit code. */
const OPTIONS = ['--non-zero-exit-code', 'informational'];

await runInstalled({ lint: true }, (signal) =>
  runVisibly({ command: PYTHON, args: ['-I', '-c', LAUNCH, ...OPTIONS], signal }),
);
