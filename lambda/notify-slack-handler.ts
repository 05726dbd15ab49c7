// Entry point of notify-slack without its wiring: one batch of announcements to Slack, and what happened told.
import { deliverBatch } from './core/slack/deliver-batch.ts';
import type { SlackPorts, SlackSettings } from './core/slack/slack-run.ts';
import { countUnexpectedFailures, reportDeliveries } from './notify-slack-telemetry.ts';
import { createQueueHandler } from './queue-handler.ts';

/** What the handler works with; made once per process. */
export interface NotifySlackParts {
  ports: SlackPorts;
  settings: SlackSettings;
  environmentName: string;
}

/** No message is begun with less time than this: the secret, three calls of the table and the POST, each at its slowest. */
const LEAST_TIME_FOR_ONE_IN_MS = 25_000;

/** The handler of the queue between the topics and Slack. */
export function createNotifySlackHandler({ ports, settings, environmentName }: NotifySlackParts) {
  return createQueueHandler({
    work: async (messages, context) => {
      const startBefore = ports.clock.now() + context.getRemainingTimeInMillis() - LEAST_TIME_FOR_ONE_IN_MS;
      const batch = await deliverBatch(messages, { ...ports, settings, startBefore });
      reportDeliveries(batch, environmentName);
      return batch.failedMessageIds;
    },
    countFailures: (messages) => countUnexpectedFailures(messages, environmentName),
  });
}
