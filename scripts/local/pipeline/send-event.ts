// Brings an event of AWS itself to the rules that are deployed on the engine's default bus, and through them to their targets.
import { randomUUID } from 'node:crypto';
import {
  DeleteRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TestEventPatternCommand,
  type Rule,
} from '@aws-sdk/client-eventbridge';
import { LOCAL_ACCOUNT_ID, LOCAL_REGION } from '../engine-environment.ts';
import type { AwsEvent } from './events.ts';

export interface EventSender {
  /** Resolves when every rule that fits has got the event. */
  send(event: AwsEvent): Promise<void>;
  close(): void;
}

/**
 * Nobody outside may put events whose source begins with `aws.` on a bus, neither on AWS nor on the engine. So every deployed
 * rule whose pattern fits the event is relayed: a passing rule with the same targets and input transformers takes the same
 * event from a source of our own. Only `source` itself differs in what a target can see.
 */
export function createEventSender(): EventSender {
  const client = new EventBridgeClient();
  return {
    send: async (event) => {
      const rules = await listRules(client);
      for (const rule of rules.filter((candidate) => isOfSource(candidate, event))) {
        if (await fits(client, rule, event)) await relay(client, rule, event);
      }
    },
    close: () => client.destroy(),
  };
}

async function listRules(client: EventBridgeClient): Promise<Rule[]> {
  const rules: Rule[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(new ListRulesCommand({ NextToken: token }));
    rules.push(...(page.Rules ?? []));
    token = page.NextToken;
  } while (token);
  return rules;
}

/** Spares asking the engine about rules that are for something else. */
function isOfSource({ State, EventPattern = '' }: Rule, { source }: AwsEvent): boolean {
  return State === 'ENABLED' && EventPattern.includes(`"${source}"`);
}

async function fits(client: EventBridgeClient, { EventPattern }: Rule, event: AwsEvent): Promise<boolean> {
  const envelope = {
    version: '0',
    id: randomUUID(),
    'detail-type': event.detailType,
    source: event.source,
    account: LOCAL_ACCOUNT_ID,
    time: new Date().toISOString(),
    region: LOCAL_REGION,
    resources: event.resources,
    detail: event.detail,
  };
  const { Result } = await client.send(
    new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(envelope) }),
  );
  return Result === true;
}

async function relay(client: EventBridgeClient, rule: Rule, event: AwsEvent): Promise<void> {
  const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule: rule.Name }));
  const name = `relay-${randomUUID()}`;
  await client.send(new PutRuleCommand({ Name: name, EventPattern: JSON.stringify({ source: [name] }) }));
  try {
    await client.send(new PutTargetsCommand({ Rule: name, Targets }));
    const { Entries = [] } = await client.send(
      new PutEventsCommand({
        Entries: [
          {
            Source: name,
            DetailType: event.detailType,
            Resources: event.resources,
            Detail: JSON.stringify(event.detail),
            Time: new Date(),
          },
        ],
      }),
    );
    const refused = Entries.find(({ ErrorCode }) => ErrorCode !== undefined);
    if (refused) throw new Error(`the event was refused: ${refused.ErrorMessage}`);
  } finally {
    const Ids = Targets.flatMap(({ Id }) => Id ?? []);
    await client.send(new RemoveTargetsCommand({ Rule: name, Ids }));
    await client.send(new DeleteRuleCommand({ Name: name }));
  }
}
