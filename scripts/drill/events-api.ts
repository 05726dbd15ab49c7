// The few calls to EventBridge that drills make, straight to the engine, which checks no signature.
import { TARGET } from './system.ts';

const RULE = `${TARGET.projectName}-${TARGET.environmentName}-file-created`;

async function call(endpoint: string, operation: string, body: object): Promise<void> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSEvents.${operation}`,
      // The engine reads account, region and service from it.
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/events/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`EventBridge refuses ${operation}: ${response.status} ${text}`);
}

/** Switches the rule of the source bucket off or on. */
export async function switchRule(endpoint: string, isOn: boolean): Promise<void> {
  await call(endpoint, isOn ? 'EnableRule' : 'DisableRule', { Name: RULE });
}

/** Sends the events of the source bucket to another queue than the file queue. */
export async function pointRuleAt(endpoint: string, queueArn: string): Promise<void> {
  await call(endpoint, 'PutTargets', { Rule: RULE, Targets: [{ Id: 'FileQueue', Arn: queueArn }] });
}
