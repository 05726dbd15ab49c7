// What the engine drops from our templates although behaviour needs it, set afterwards through the service's own API.
// Each gap has a probe in test/contract/local/engine-gaps.test.ts that fails when a newer engine has closed it.
import { DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import type { Outputs } from './deployed.ts';

interface EngineGap {
  /** Resource and property that the engine ignores. */
  property: string;
  /** Why something would behave differently without it. */
  reason: string;
  close(outputs: Outputs): Promise<void>;
}

/** Other dropped properties (encryption, point-in-time recovery, lifecycle, ownership, tags) change nothing that can be seen here. */
export const ENGINE_GAPS: readonly EngineGap[] = [
  {
    property: 'AWS::DynamoDB::Table TimeToLiveSpecification',
    reason: 'Counters and, with RetentionInDays, rows would never go away.',
    close: enableTimeToLive,
  },
];

/** Closes all gaps of a deployed environment. */
export async function closeEngineGaps(outputs: Outputs): Promise<void> {
  for (const gap of ENGINE_GAPS) {
    await gap.close(outputs);
  }
}

async function enableTimeToLive(outputs: Outputs): Promise<void> {
  const client = new DynamoDBClient();
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: outputs('FilesTableName'),
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    }),
  );
  client.destroy();
}
