// The facts of the local pages, asked of the engine at every look.
import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import {
  CloudWatchClient,
  DashboardNotFoundError,
  GetDashboardCommand,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  paginateFilterLogEvents,
  ResourceNotFoundException,
  type FilteredLogEvent,
} from '@aws-sdk/client-cloudwatch-logs';
import type { InboxMessage } from '../inbox/message.ts';
import type { SeriesStore } from '../metrics/series.ts';
import type { Alarm, AlarmState, Facts, LogLine, LogQuestion, Stack } from './facts.ts';

export interface FactsOptions {
  endpoint: string;
  target: { projectName: string; environmentName: string };
  buckets: Readonly<Record<string, string>>;
  series: SeriesStore;
  inbox: () => InboxMessage[];
}

/** Of one log group at one look: a page must come at once, also in a storm. */
const MOST_LOG_PAGES = 5;

/** Facts of the engine at which the SDK of this process points. `end` closes the connections. */
export function engineFacts({ target, ...options }: FactsOptions): Facts & { end(): void } {
  const name = `${target.projectName}-${target.environmentName}`;
  const clients = {
    watch: new CloudWatchClient(),
    logs: new CloudWatchLogsClient(),
    stacks: new CloudFormationClient(),
  };
  return {
    ...options,
    name,
    now: () => Date.now(),
    dashboardBody: () => readDashboard(clients.watch, name),
    alarms: () => readAlarms(clients.watch, `${name}-`),
    stacks: () => readStacks(clients.stacks, `${name}-`),
    logLines: (question) => readLogLines(clients.logs, question),
    end: () => Object.values(clients).forEach((client: { destroy(): void }) => client.destroy()),
  };
}

async function readDashboard(client: CloudWatchClient, name: string): Promise<string | undefined> {
  try {
    const { DashboardBody } = await client.send(new GetDashboardCommand({ DashboardName: name }));
    return DashboardBody;
  } catch (error) {
    // The engine names the error as the query protocol did.
    const isAbsent = error instanceof DashboardNotFoundError || (error as Error).name === 'ResourceNotFound';
    if (isAbsent) return undefined;
    throw error;
  }
}

async function readAlarms(client: CloudWatchClient, AlarmNamePrefix: string): Promise<Alarm[]> {
  const alarms: Alarm[] = [];
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, { AlarmNamePrefix })) {
    for (const alarm of MetricAlarms) {
      alarms.push({
        name: alarm.AlarmName ?? '',
        arn: alarm.AlarmArn ?? '',
        state: (alarm.StateValue ?? 'INSUFFICIENT_DATA') as AlarmState,
        reason: alarm.StateReason ?? '',
        description: alarm.AlarmDescription ?? '',
      });
    }
  }
  return alarms.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

async function readStacks(client: CloudFormationClient, prefix: string): Promise<Stack[]> {
  const stacks: Stack[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const { StackName = '', StackStatus = '' } of Stacks) {
      if (StackName.startsWith(prefix)) stacks.push({ name: StackName, status: StackStatus });
    }
  }
  return stacks;
}

async function readLogLines(client: CloudWatchLogsClient, question: LogQuestion): Promise<LogLine[]> {
  const { groupNames, terms, from: startTime } = question;
  // One word at a time: of the pattern for one of several (`?a ?b`) the engine finds nothing.
  const searches = groupNames.flatMap((logGroupName) =>
    terms.map((term) => ({ logGroupName, filterPattern: `"${term}"`, startTime })),
  );
  const found = new Map<string, LogLine>();
  for (const search of searches) {
    for (const { timestamp = 0, message = '' } of await eventsOf(client, search)) {
      const fields = fieldsOf(message);
      if (fields) found.set(`${timestamp} ${message}`, { at: timestamp, fields });
    }
  }
  return [...found.values()].toSorted((a, b) => a.at - b.at);
}

interface Search {
  logGroupName: string;
  filterPattern: string;
  startTime: number;
}

async function eventsOf(client: CloudWatchLogsClient, search: Search): Promise<FilteredLogEvent[]> {
  const found: FilteredLogEvent[] = [];
  let pages = 0;
  try {
    for await (const { events = [] } of paginateFilterLogEvents({ client }, search)) {
      found.push(...events);
      if (++pages === MOST_LOG_PAGES) break;
    }
  } catch (error) {
    // A function that is not deployed here has no log.
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
  return found;
}

function fieldsOf(message: string): Record<string, unknown> | undefined {
  if (!message.startsWith('{')) return undefined;
  try {
    return JSON.parse(message) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
