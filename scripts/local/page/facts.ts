// What the local pages ask for: facts of the running environment, behind one port so that pages are drawn without an engine.
import type { SeriesStore } from '../metrics/series.ts';
import type { InboxMessage } from '../inbox/message.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export interface Alarm {
  name: string;
  arn: string;
  state: AlarmState;
  reason: string;
  description: string;
}

export interface Stack {
  name: string;
  status: string;
}

export interface LogLine {
  /** Epoch milliseconds. */
  at: number;
  fields: Readonly<Record<string, unknown>>;
}

export interface LogQuestion {
  groupNames: readonly string[];
  /** A line holds one of them. */
  terms: readonly string[];
  /** Epoch milliseconds. */
  from: number;
}

export interface Facts {
  endpoint: string;
  /** `<project>-<environment>` */
  name: string;
  /** `source` -> name of the bucket. */
  buckets: Readonly<Record<string, string>>;
  series: SeriesStore;
  now(): number;
  /** JSON of the deployed dashboard; undefined when there is none. */
  dashboardBody(): Promise<string | undefined>;
  alarms(): Promise<Alarm[]>;
  stacks(): Promise<Stack[]>;
  /** JSON lines only, the newest last. */
  logLines(question: LogQuestion): Promise<LogLine[]>;
  /** The newest first. */
  inbox(): InboxMessage[];
}
