// Hands pieces of work to threads, one each at a time, in a fixed order.
import { Worker } from 'node:worker_threads';
import type { Bounds, Job, JobResult } from './job.ts';

/** As the issue demands: two cores. */
export const THREADS = 2;

type Reply = { result: JobResult } | { failure: string };

export class Thread {
  readonly #worker: Worker;

  #settle: ((reply: Reply) => void) | undefined;

  constructor(data: object = {}) {
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: data });
    this.#worker.on('message', (reply: Reply) => this.#answer(reply));
    this.#worker.on('error', (error: Error) => this.#answer({ failure: error.stack ?? error.message }));
    this.#worker.on('exit', () => this.#answer({ failure: 'The thread ended.' }));
  }

  #answer(reply: Reply): void {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(reply);
  }

  run(job: Job, bounds: Bounds): Promise<JobResult> {
    return new Promise((resolve, reject) => {
      this.#settle = (reply) => {
        if ('result' in reply) resolve(reply.result);
        else reject(new Error(`${job.setup}: ${reply.failure}`));
      };
      this.#worker.postMessage({ job, bounds });
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** Works off the jobs; `onResult` may stop it by giving false. */
export async function runJobs<J extends Job>(
  threads: readonly Thread[],
  { jobs, bounds }: { jobs: Iterable<J>; bounds: Bounds },
  onResult: (job: J, result: JobResult) => boolean | void,
): Promise<void> {
  const waiting = jobs[Symbol.iterator]();
  let isOver = false;
  const work = async (thread: Thread) => {
    for (let next = waiting.next(); !isOver && !next.done; next = waiting.next()) {
      const result = await thread.run(next.value, bounds);
      if (onResult(next.value, result) === false) isOver = true;
    }
  };
  await Promise.all(threads.map(work));
}
