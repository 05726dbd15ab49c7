// Entry point of process-file without its wiring: one batch of files through the core, and what happened told.
import { processBatch } from './core/process-batch.ts';
import { deadlinesOf, type Ports, type Settings } from './core/run.ts';
import { countUnexpectedFailures, reportBatch, reportTaken } from './file-telemetry.ts';
import { createQueueHandler } from './queue-handler.ts';

/** What the handler works with; made once per process. */
export interface FileSystemParts {
  ports: Ports;
  settings: Settings;
  environmentName: string;
}

/** The handler of the file queue. */
export function createFileBatchHandler({ ports, settings, environmentName }: FileSystemParts) {
  return createQueueHandler({
    work: async (messages, context) => {
      const times = { now: ports.clock.now(), remainingInMs: context.getRemainingTimeInMillis() };
      const deadlines = deadlinesOf(times, (ms) => AbortSignal.timeout(ms));
      const batch = await processBatch(messages, { ...ports, settings, deadlines, onTaken: reportTaken });
      reportBatch(batch, { environmentName, functionVersion: context.functionVersion });
      return batch.failedMessageIds;
    },
    countFailures: (messages, { functionVersion }) =>
      countUnexpectedFailures(messages, { environmentName, functionVersion }),
  });
}
