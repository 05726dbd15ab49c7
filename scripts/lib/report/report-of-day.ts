// Has the function make the report of one day if it is due, and reads what stands then.
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { finishedDay } from '../../../lambda/core/daily-report/daily-options.ts';
import { dayOf, daysBack } from '../../../lambda/core/daily-report/days.ts';
import { csvKeyOf, htmlKeyOf, jsonKeyOf } from '../../../lambda/core/daily-report/keys.ts';
import type { DailyReport } from '../../../lambda/core/daily-report/report-types.ts';
import { BadRequest } from '../../../lambda/core/errors.ts';
import type { Target } from '../cli.ts';
import type { Clients } from '../clients.ts';
import { requireOutput } from '../stack-state.ts';
import { UserError } from '../user-error.ts';

export interface FoundReport {
  report: DailyReport;
  /** Whether the function has just made it, or found it standing. */
  done: string;
  bucketName: string;
  keys: string[];
}

/** Yesterday when no day is given. Throws UserError. */
export function chosenDay(day: string | undefined, now: number): string {
  try {
    return day === undefined ? daysBack(dayOf(now), 1) : finishedDay(day, now);
  } catch (error) {
    if (error instanceof BadRequest) throw new UserError(error.message, { cause: error });
    throw error;
  }
}

export async function reportOfDay(clients: Clients, target: Target, day: string): Promise<FoundReport> {
  const outputOf = (short: string, output: string) =>
    requireOutput(clients.cloudFormation, {
      stackName: `${target.projectName}-${target.environmentName}-${short}`,
      output,
    });
  const functionName = await outputOf('daily-report', 'DailyReportFunctionName');
  const bucketName = await outputOf('reports-bucket', 'ReportsBucketName');
  const done = await makeReport(clients, functionName, day);
  const keys = [jsonKeyOf(day), csvKeyOf(day), htmlKeyOf(day)];
  const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: bucketName, Key: jsonKeyOf(day) }));
  return {
    report: JSON.parse((await Body?.transformToString()) ?? '') as DailyReport,
    done,
    bucketName,
    keys,
  };
}

async function makeReport({ lambda }: Clients, functionName: string, day: string): Promise<string> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: functionName, Qualifier: 'live', Payload: JSON.stringify({ day }) }),
  );
  const text = Buffer.from(Payload ?? []).toString();
  if (FunctionError !== undefined)
    throw new UserError(
      `${functionName} could not report ${day} (${reasonIn(text)}); look into the log group /aws/lambda/${functionName} and repeat the command.`,
    );
  const { days = [] } = JSON.parse(text) as { days?: { done: string }[] };
  const done = days[0]?.done;
  if (done === 'written' || done === 'unchanged') return done;
  throw new UserError(
    done === 'busy'
      ? `Another run is making the report of ${day}; repeat the command in a few minutes.`
      : `The function had no time left for ${day}; repeat the command.`,
  );
}

function reasonIn(text: string): string {
  try {
    return String((JSON.parse(text) as { errorMessage?: unknown }).errorMessage ?? text).slice(0, 500);
  } catch {
    // Not the JSON of an error: tell it as it is.
    return text.slice(0, 500);
  }
}
