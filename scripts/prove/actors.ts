// The list of actors: how one invocation of each function begins. A further function is one more entry in ROLES.
import { DEFAULT_LIMITS } from '../../lambda/core/limits.ts';
import { parseMessage } from '../../lambda/core/file-event.ts';
import { processBatch, type BatchResult, type QueueMessage } from '../../lambda/core/process-batch.ts';
import { processFile } from '../../lambda/core/process-file.ts';
import { reconcile } from '../../lambda/core/reconcile/reconcile.ts';
import { redrive } from '../../lambda/core/redrive/redrive.ts';
import { deadlinesOf } from '../../lambda/core/run.ts';
import type { Outside, Play } from './live.ts';
import { livePerformer } from './memory.ts';
import { isInHand, receiptHandleOf, type Message } from './messages.ts';
import { createPorts, type Holder } from './ports.ts';
import { BUCKET, ORDERS_PREFIX } from './source.ts';
import type { World } from './world.ts';

export const INVOCATION_IN_MS = 300_000;
const LEASE_MARGIN_IN_MS = 60_000;

/** A signal that never comes: an invocation whose time is over is a zombie here, the worst case. */
const NO_SIGNAL = new AbortController().signal;

export type Role = 'process-file' | 'process-one' | 'redrive' | 'reconcile';

/** The real code of one function, over ports. `messages` is what the queue hands to process-file. */
const ROLES: Record<
  Role,
  (outside: Outside, holder: Holder, messages: readonly QueueMessage[]) => Promise<unknown>
> = {
  'process-file': (outside, holder, messages) => processBatch(messages, runOf(outside, holder)),
  'process-one': processOne,
  redrive: (outside, holder) => redrive(runOf(outside, holder)),
  reconcile: (outside, holder) => reconcile(runOf(outside, holder)),
};

/** The handling of one file as the batch does it, but with a look of its own. */
async function processOne(
  outside: Outside,
  holder: Holder,
  messages: readonly QueueMessage[],
): Promise<Pick<BatchResult, 'failedMessageIds'>> {
  const failedMessageIds: string[] = [];
  for (const { messageId, body, receives } of messages)
    for (const { versionId = '', ...file } of parseMessage(body).files) {
      const { action } = await processFile(
        { file: { ...file, versionId }, receives },
        runOf(outside, holder),
      );
      if (action === 'return') failedMessageIds.push(messageId);
    }
  return { failedMessageIds };
}

/** Everything that any of the functions is given. Two code versions take turns. */
function runOf(outside: Outside, holder: Holder) {
  const ports = createPorts(outside, holder);
  const times = { now: ports.clock.now(), remainingInMs: INVOCATION_IN_MS };
  return {
    ...ports,
    deadlines: deadlinesOf(times, () => NO_SIGNAL),
    settings: {
      limits: DEFAULT_LIMITS,
      orders: { prefix: ORDERS_PREFIX, policy: holder.policy },
      leaseMarginInMs: LEASE_MARGIN_IN_MS,
      firstRetryDelayInSeconds: 10,
      // Low, so that the audience of a message depends on who came first.
      emailThresholdPerMinute: 1,
      releaseHash: holder.number % 2 === 1 ? 'release-a' : 'release-b',
      maxMessages: 10,
      firstRedriveDelayInSeconds: 60,
      sourceBucketName: BUCKET,
      maxPages: 50,
      minimumAgeInMinutes: 30,
    },
  };
}

interface Begin {
  role: Role;
  skewInMs: number;
  messages?: readonly QueueMessage[];
}

function begin(world: World, { role, skewInMs, messages = [] }: Begin): Promise<void> | undefined {
  const number = world.stage.actors.length + 1;
  const { policy } = world.setup;
  const play: Play = (outside) => ROLES[role](outside, { number, skewInMs, policy }, messages);
  const told = messages.map(({ receiptHandle, body }) => `${receiptHandle} ${world.memory.numberOf(body)}`);
  const invocation = { key: `${role} ${number} ${skewInMs} ${world.time} ${told.join()}`, play };
  const performer = world.isLive ? livePerformer(invocation) : world.memory.performer(invocation);
  const endsAt = world.time + INVOCATION_IN_MS;
  world.stage.actors.push({ number, name: `${role} ${number}`, skewInMs, endsAt, state: 'alive', performer });
  const time = performer.begin(world.time);
  if (time instanceof Promise) return time.then((then) => void (world.time = then));
  world.time = time;
  return undefined;
}

/** An invocation that a schedule starts. */
export function startScheduled(world: World, role: Role, skewInMs: number): Promise<void> | undefined {
  world.time += 1000;
  return begin(world, { role, skewInMs });
}

/** An invocation of process-file with these messages. What was received too often becomes a dead letter instead. */
export function startDelivery(
  world: World,
  messages: readonly Message[],
  skewInMs: number,
): Promise<void> | undefined {
  const visibleAt = messages.filter((message) => !isInHand(message)).map((message) => message.visibleAt);
  world.time = Math.max(world.time, ...visibleAt) + 1000;
  const received = messages.filter((message) => world.messages.receive(message, world.time));
  if (received.length === 0) return undefined;
  const batch = received.map((message) => ({
    messageId: String(message.number),
    receiptHandle: receiptHandleOf(message),
    body: message.body,
    receives: message.receives,
  }));
  const running = begin(world, {
    role: world.setup.isSingle ? 'process-one' : 'process-file',
    skewInMs,
    messages: batch,
  });
  const actor = world.stage.actors.at(-1);
  for (const message of received) if (actor) message.holder = actor;
  if (actor) world.deliveries.set(actor.number, received);
  return running;
}
