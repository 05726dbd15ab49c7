// A thread that explores. With a mutant, the real code is changed while it is being loaded.
import { parentPort, workerData } from 'node:worker_threads';
import { applyMutant } from './mutation.ts';
import type { Bounds, Job } from './job.ts';
import type { Mutant } from './mutants.ts';

interface Data {
  mutant?: Mutant;
}

const { mutant } = workerData as Data;
if (mutant) applyMutant(mutant);
// Only now: a mutant must be in place before the core is loaded.
const { runJob } = await import('./job.ts');
// Errors are made in great numbers here; nobody looks at their stacks.
Error.stackTraceLimit = 0;

parentPort?.on('message', ({ job, bounds }: { job: Job; bounds: Bounds }) => {
  runJob(job, bounds).then(
    (result) => parentPort?.postMessage({ result }),
    (error: unknown) => parentPort?.postMessage({ failure: String(error) }),
  );
});
