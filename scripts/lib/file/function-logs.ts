// The log lines of the functions that say something about one id, from CloudWatch Logs.
import {
  FilterLogEventsCommand,
  ResourceNotFoundException,
  type CloudWatchLogsClient,
  type FilterLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import { STACKS } from '../../stacks.ts';

/** One line as a function wrote it. */
export interface LogLine {
  /** ISO time as the function told it, else as the log has it. */
  at: string;
  functionName: string;
  level: string;
  message: string;
  /** All other fields, but for those that are the same in every line of a function. */
  fields: Readonly<Record<string, unknown>>;
}

export interface LogQuery {
  /** Words that a line must hold as they are, for instance a document id. */
  text: string;
  /** Epoch milliseconds. */
  from: number;
  to: number;
  /** Only this function; all of them without it. */
  functionName?: string;
}

export interface FoundLines {
  /** By time. */
  lines: LogLine[];
  /** Functions whose log was not read to its end. */
  cutOff: string[];
}

export interface FunctionLogs {
  find(query: LogQuery): Promise<FoundLines>;
}

export interface FunctionLogsOptions {
  client: CloudWatchLogsClient;
  projectName: string;
  environmentName: string;
}

/** More is a file that comes again and again; its first and its last lines tell the same. */
const MOST_LINES = 1_000;

/** A page is up to 1 MB of log that was looked through, also when nothing fits; a few hundred take about a minute. */
const MOST_PAGES = 300;

/** What Powertools writes into every line, and says nothing about a file. */
const OF_EVERY_LINE = new Set([
  'level',
  'message',
  'timestamp',
  'service',
  'cold_start',
  'function_arn',
  'function_memory_size',
  'function_name',
  'sampling_rate',
]);

const FUNCTIONS = STACKS.flatMap(({ functionName }) => functionName ?? []);

/** Looks through the log groups of all functions that are deployed; a group that is not there has nothing to say. */
export function createFunctionLogs(options: FunctionLogsOptions): FunctionLogs {
  return {
    find: async (query) => {
      const names = query.functionName === undefined ? FUNCTIONS : [query.functionName];
      const found = await Promise.all(names.map((name) => findIn(options, name, query)));
      return {
        lines: found.flatMap(({ lines }) => lines).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
        cutOff: names.filter((_name, i) => found[i]?.isCutOff),
      };
    },
  };
}

interface Found {
  lines: LogLine[];
  isCutOff: boolean;
}

async function findIn(options: FunctionLogsOptions, functionName: string, query: LogQuery): Promise<Found> {
  const { client, projectName, environmentName } = options;
  const lines: LogLine[] = [];
  let nextToken: string | undefined;
  for (let pages = 0; pages < MOST_PAGES && lines.length < MOST_LINES; pages++) {
    const page: FilterLogEventsCommandOutput | undefined = await orNone(
      client.send(
        new FilterLogEventsCommand({
          logGroupName: `/aws/lambda/${projectName}-${environmentName}-${functionName}`,
          // In quotation marks it is one term, and a term is found anywhere in a line.
          filterPattern: `"${query.text}"`,
          startTime: query.from,
          endTime: query.to,
          ...(nextToken !== undefined && { nextToken }),
        }),
      ),
    );
    for (const { message = '', timestamp = 0 } of page?.events ?? []) {
      const line = parseLine(message, timestamp);
      if (line) lines.push({ ...line, functionName });
    }
    nextToken = page?.nextToken;
    if (nextToken === undefined) return { lines, isCutOff: false };
  }
  return { lines, isCutOff: true };
}

async function orNone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** Undefined for what is no line of ours: metrics, and what the runtime itself says. */
function parseLine(text: string, timestamp: number): Omit<LogLine, 'functionName'> | undefined {
  const json = parseObject(text);
  if (typeof json?.message !== 'string') return undefined;
  const fields = Object.entries(json).filter(([name]) => !OF_EVERY_LINE.has(name));
  return {
    at: timeOf(json.timestamp, timestamp),
    level: typeof json.level === 'string' ? json.level : 'INFO',
    message: json.message,
    fields: Object.fromEntries(fields),
  };
}

/** The time in the line is the better one: what is written at the end of an invocation may share one time in the log. */
function timeOf(told: unknown, timestamp: number): string {
  const time = typeof told === 'string' ? Date.parse(told) : NaN;
  return new Date(Number.isNaN(time) ? timestamp : time).toISOString();
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
