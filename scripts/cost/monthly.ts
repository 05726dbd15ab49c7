// What a month costs beside the files themselves: alarms, metrics, the functions that schedules start, and what grows with the files that are kept.
import type { TemplateDocument } from '../lib/template.ts';
import { durationInMs, gbSeconds } from './duration.ts';
import { fixedUsages } from './fixed.ts';
import { DAYS_A_MONTH } from './prices.ts';
import { UPKEEP, type Recording, type Recordings, type Upkeep } from './record.ts';
import {
  defaultOf,
  pollUsage,
  runsAMonth,
  SCHEDULES,
  scheduledUsages,
  VERSIONS_A_PAGE,
  walkUsages,
} from './upkeep.ts';
import { times, type Usage } from './usage.ts';

export interface UpkeepInput {
  recordings: Pick<Recordings, 'upkeep' | 'metrics' | 'versions'>;
  /** By short name of the stack. */
  templates: Readonly<Record<string, TemplateDocument>>;
  /** On a whole processor of this machine. */
  fixedCpuInMs: number;
}

const UPKEEP_MEMORY_IN_MB = 512;
/** The daily report looks at seven days in every run, through an index whose entries are about so large. */
const DAYS_IN_A_REPORT = 7;
export const ENTRY_IN_BYTES = 350;

type UsedBy = (recording: Recording) => Usage[];

/** What does not depend on the files, and what grows with those of a day and those that are kept. */
export function upkeepOf(input: UpkeepInput, usedBy: UsedBy) {
  const { recordings, templates } = input;
  const constant: Usage[] = [
    ...fixedUsages(Object.values(templates)),
    pollUsage,
    {
      price: 'customMetric',
      quantity: recordings.metrics.size,
      basis: 'measured',
      what: 'metrics that the functions print',
    },
    ...UPKEEP.flatMap((name) => scheduledOf(name, input, usedBy)),
  ];
  const walk = walkOf(input, usedBy);
  return (filesPerDay: number, storedFiles: number): Usage[] => [
    ...constant,
    ...walk(storedFiles),
    {
      price: 'dynamodbRead',
      quantity: DAYS_A_MONTH * DAYS_IN_A_REPORT * filesPerDay * (ENTRY_IN_BYTES / 4_096) * 0.5,
      basis: 'assumed',
      what: 'daily-report: reads the files of seven days',
    },
  ];
}

function templateOf({ templates }: UpkeepInput, stack: string): TemplateDocument {
  const template = templates[stack];
  if (!template) throw new Error(`There is no template ${stack}.`);
  return template;
}

function runsOf(name: Upkeep, input: UpkeepInput): number {
  const { stack, parameter } = SCHEDULES[name];
  return runsAMonth(defaultOf(templateOf(input, stack), parameter));
}

function scheduledOf(name: Upkeep, input: UpkeepInput, usedBy: UsedBy): Usage[] {
  const recording = input.recordings.upkeep[name];
  const work = {
    services: recording.calls.map(({ service }) => service),
    sizeInBytes: 0,
    fixedCpuInMs: input.fixedCpuInMs,
    cpuSecondsPerGB: 0,
  };
  const run = {
    usages: usedBy(recording),
    gbSeconds: gbSeconds(durationInMs(work, UPKEEP_MEMORY_IN_MB), UPKEEP_MEMORY_IN_MB),
    logsInBytes: recording.printed.bytes,
  };
  return scheduledUsages(run, runsOf(name, input), SCHEDULES[name].stack);
}

/** Reconcile looks at every version that is kept, in every run, up to its most pages. */
function walkOf(input: UpkeepInput, usedBy: UsedBy): (storedFiles: number) => Usage[] {
  const { versions, upkeep } = input.recordings;
  const read = usedBy(upkeep.ReconcileFunctionName).find(({ what }) => what === 'dynamodb BatchGetItem');
  const readUnitsAVersion = versions > 0 ? (read?.quantity ?? 0) / versions : 0;
  const most = Number(defaultOf(templateOf(input, 'reconcile'), 'MaxPages')) * VERSIONS_A_PAGE;
  const runs = runsOf('ReconcileFunctionName', input);
  return (storedFiles) =>
    times(walkUsages(Math.max(0, Math.min(storedFiles, most) - versions), readUnitsAVersion), runs);
}
