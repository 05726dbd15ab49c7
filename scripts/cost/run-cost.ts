// The course of the cost model: a system of its own, the recordings, the processor time of reading, then arithmetic.
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { writeJsonFile } from '../lib/json-file.ts';
import { ROOT } from '../lib/root.ts';
import { loadTemplate, type TemplateDocument } from '../lib/template.ts';
import { toolVersions } from '../lib/versions.ts';
import type { OwnSystem } from '../local/own-system.ts';
import { withOwnSystem } from '../local/with-own-system.ts';
import { STACKS } from '../stacks.ts';
import { asJson, asText, type Costed } from './figures.ts';
import { modelOf } from './model.ts';
import type { CostOptions } from './options.ts';
import { cpuSecondsPerGB } from './reading-cpu.ts';
import { record } from './record.ts';

const TARGET = { projectName: 'file-processing', environmentName: 'cost' };
/** Only the schedules are off: the recordings start the functions themselves. */
const PARAMETERS = Object.fromEntries(
  ['redrive', 'reconcile', 'digest', 'daily-report'].map((stack) => [stack, { EnableSchedule: 'false' }]),
);

/** Ends the process. */
export async function runCost(options: CostOptions): Promise<void> {
  await withOwnSystem({ ...TARGET, name: 'engine-cost', parameters: PARAMETERS }, async (system) => {
    const costed = await compute(system, options);
    asText(costed).forEach((line) => console.log(line));
    if (options.json !== undefined) writeJsonFile(options.json, asJson(costed));
    return 0;
  });
}

async function compute(system: OwnSystem, options: CostOptions): Promise<Costed> {
  console.log(
    'The calls of a good and a rejected file are recorded, and one run of every scheduled function …',
  );
  const recordings = await record(system, options);
  const memoryInMB = options.memoryInMB ?? (await memoryOf(system));
  const input = {
    memoryInMB,
    fixedCpuInMs: recordings.fixedCpuInMs,
    cpuSecondsPerGB: await cpuSecondsPerGB(options.format),
  };
  const model = modelOf({
    ...input,
    recordings,
    templates: await allTemplates(),
    sizeInBytes: options.sizeInMB * 1e6,
    givenDurationInMs: options.durationInMs,
  });
  return { ...input, versions: toolVersions(), options, model };
}

async function memoryOf({ lambda, outside }: OwnSystem): Promise<number> {
  const FunctionName = outside.output('ProcessFileFunctionName');
  const { MemorySize } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  if (MemorySize === undefined) throw new Error('The function tells no memory.');
  return MemorySize;
}

async function allTemplates(): Promise<Record<string, TemplateDocument>> {
  const entries = STACKS.map(async ({ short, template }) => {
    const { document } = await loadTemplate(ROOT, template);
    // The parser spells short forms out when they are written as JSON; only then are they plain data.
    return [short, JSON.parse(JSON.stringify(document)) as TemplateDocument] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
