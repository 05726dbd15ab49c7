// Judges the deployed alarms by the local metric series and sets the state of those that change, so that their own actions tell people.
import {
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  SetAlarmStateCommand,
  type CloudWatchClient,
} from '@aws-sdk/client-cloudwatch';
import type { SeriesStore } from '../metrics/series.ts';
import {
  readDeployedAlarms,
  type AwsOnlyAlarm,
  type DeployedAlarm,
  type DeployedAlarms,
} from './deployed-alarms.ts';
import { judge, rangeOf, type Datapoint, type Judgement } from './judge.ts';

const MINUTE = 60_000;

export interface AlarmWatch {
  /** Judges every alarm as of `now` (epoch milliseconds) and sets what changed. */
  judgeAll(now: number): Promise<void>;
  /** Alarms that only AWS judges, as of the last look. */
  awsOnly(): readonly AwsOnlyAlarm[];
}

interface WatchParts {
  client: CloudWatchClient;
  store: SeriesStore;
  /** Begins the names of the alarms. */
  prefix: string;
}

/** Nothing is known of what was before the first call of `judgeAll`. */
export function createAlarmWatch({ client, store, prefix }: WatchParts): AlarmWatch {
  let alarms: DeployedAlarms = { judged: [], awsOnly: [] };
  let readIn = -1;
  let watchedSince: number | undefined;
  return {
    async judgeAll(now) {
      watchedSince ??= now;
      const minute = Math.floor(now / MINUTE);
      // Whole minutes only: the one that runs is judged when it is over, as a whole. Alarms may come and go with a deployment.
      if (minute !== readIn) {
        alarms = await readDeployedAlarms(client, prefix);
        readIn = minute;
      }
      for (const alarm of alarms.judged) {
        const datapoints = datapointsOf(store, alarm, minute * MINUTE);
        const judgement = judge(alarm.rule, { datapoints, watchedSince, current: alarm.state });
        if (judgement.state === alarm.state) continue;
        await setState(client, alarm, judgement);
        alarm.state = judgement.state;
      }
    },
    awsOnly: () => alarms.awsOnly,
  };
}

/** The periods of the evaluation range; the last one ends now. */
function datapointsOf(store: SeriesStore, { rule }: DeployedAlarm, now: number): Datapoint[] {
  const period = rule.periodInSeconds * 1000;
  const range = rangeOf(rule);
  const from = now - range * period;
  const { periodInSeconds, statistic } = rule;
  const samples = store.read(rule.metric, { from, to: now, periodInSeconds, statistic });
  const values = new Map(samples.map(({ at, value }) => [at, value]));
  return Array.from({ length: range }, (_, index) => {
    const at = from + index * period;
    const value = values.get(at);
    return value === undefined ? { at } : { at, value };
  });
}

async function setState(client: CloudWatchClient, alarm: DeployedAlarm, judgement: Judgement): Promise<void> {
  const set = new SetAlarmStateCommand({
    AlarmName: alarm.name,
    StateValue: judgement.state,
    StateReason: judgement.reason,
  });
  const isNoNews = alarm.state === 'INSUFFICIENT_DATA' && judgement.state === 'OK';
  if (!isNoNews || !alarm.areActionsEnabled) {
    await client.send(set);
    return;
  }
  // That a fresh alarm is all right is no news, and at a start it would be that of every alarm.
  await setSilently(client, set);
}

/** Sets the state of an alarm whose actions are enabled, without telling anybody. */
export async function setSilently(client: CloudWatchClient, set: SetAlarmStateCommand): Promise<void> {
  const names = { AlarmNames: [set.input.AlarmName ?? ''] };
  await client.send(new DisableAlarmActionsCommand(names));
  try {
    await client.send(set);
  } finally {
    await client.send(new EnableAlarmActionsCommand(names));
  }
}
