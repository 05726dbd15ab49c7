// What the delivery to Slack is given: the ports, the settings, and the time limit of one invocation.
import type { Clock, NewToken, Queue } from '../ports.ts';
import type { ConsolePlace } from './console-links.ts';
import type { Postings, SlackCalls } from './ports.ts';
import type { WebhookAddress } from './webhook-address.ts';

export interface SlackPorts {
  postings: Postings;
  slack: SlackCalls;
  address: WebhookAddress;
  queue: Queue;
  clock: Clock;
  newToken: NewToken;
}

export interface SlackSettings {
  /** Messages of this topic are results; all others are alerts. */
  resultsTopicArn: string;
  place: ConsolePlace;
  firstRetryDelayInSeconds: number;
  /** Of the queue: after so many receives a message is dead-lettered. */
  maxReceiveCount: number;
}

export interface SlackRun extends SlackPorts {
  settings: SlackSettings;
  /** Epoch milliseconds; no message is begun after this, it is handed back untouched. */
  startBefore: number;
}
