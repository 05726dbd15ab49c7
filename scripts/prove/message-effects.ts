// What the calls about messages and about the bookkeeping of reconcile do to the world in memory.
import { parseMessage } from '../../lambda/core/file-event.ts';
import type { BatchResult } from '../../lambda/core/process-batch.ts';
import { receiptHandleOf } from './messages.ts';
import { END, type Effects } from './request.ts';
import type { Call } from './stage.ts';
import type { World } from './world.ts';

export const MESSAGE_EFFECTS: Effects = {
  'queue.changeVisibility': changeVisibility,
  'fileMessages.send': send,
  'deadLetters.receive': receiveDead,
  'deadLetters.delete': ({ messages }, _call, inputs) =>
    messages.removeDead(Number.parseInt((inputs as [string])[0], 10)),
  'parkedMessages.park': park,
  'passRecord.take': takePass,
  'passRecord.store': storePass,
  [END]: end,
};

function changeVisibility({ messages, time }: World, _call: Call, inputs: readonly unknown[]): void {
  const [receiptHandle, seconds] = inputs as [string, number];
  messages.changeVisibility(receiptHandle, time + seconds * 1000);
}

function send(world: World, { actor }: Call, inputs: readonly unknown[]): void {
  const [body, delayInSeconds] = inputs as [string, number];
  const [file] = parseMessage(body).files;
  if (!file) throw new Error('A message about no file was sent.');
  const { versionId = '', revision, round } = file;
  const label = `message (${versionId}, revision ${revision}, round ${round})`;
  world.messages.send({ label, body, visibleAt: world.time + delayInSeconds * 1000 });
  const version = world.source.find((one) => one.versionId === versionId);
  if (version && actor.name.startsWith('reconcile'))
    world.sends.push({ documentId: version.documentId, time: world.time });
}

function receiveDead({ messages, time, memory }: World, _call: Call, inputs: readonly unknown[]): unknown {
  const [most, hiddenForSeconds] = inputs as [number, number];
  const letters = messages.dead.filter(({ visibleAt }) => visibleAt <= time).slice(0, most);
  for (const letter of letters) {
    letter.receives++;
    letter.visibleAt = time + hiddenForSeconds * 1000;
  }
  const received = letters.map((letter) => ({
    messageId: String(letter.number),
    receiptHandle: receiptHandleOf(letter),
    body: letter.body,
  }));
  return memory.share(`letters ${JSON.stringify(received)}`, () => received);
}

/** Parking the same message again, as a second try does, makes another copy of it. */
function park({ messages }: World, _call: Call, inputs: readonly unknown[]): void {
  const [{ messageId }] = inputs as [{ messageId: string }];
  messages.parked.push(messageId);
}

interface Lease {
  token: string;
  now: string;
  until: string;
  latest: string;
}

function takePass(
  { pass, memory }: World,
  _call: Call,
  inputs: readonly unknown[],
): 'busy' | { state: unknown } {
  const [{ token, now, until, latest }] = inputs as [Lease];
  if (pass.until !== undefined && pass.until >= now && pass.until <= latest) return 'busy';
  Object.assign(pass, { token, until });
  const { state } = pass;
  return memory.share(`pass ${JSON.stringify(state)}`, () => ({ state }));
}

function storePass({ pass }: World, _call: Call, inputs: readonly unknown[]): boolean {
  const [update] = inputs as [{ token: string; state: unknown; release: boolean }];
  if (pass.token !== update.token) return false;
  pass.state = update.state;
  if (update.release) {
    delete pass.token;
    delete pass.until;
  }
  return true;
}

/** The poller of the queue acts on what process-file answers; of the others nobody waits for the answer. */
function end(world: World, { actor }: Call, inputs: readonly unknown[]): void {
  const [result, error] = inputs;
  if (actor.performer.pending.length > 1)
    world.observer.violations.push(`${actor.name} ended while calls of its own were waiting`);
  if (error !== undefined) world.failures.push({ actor, error });
  if (error !== undefined || !isBatch(result)) return;
  for (const { number } of world.deliveries.get(actor.number) ?? [])
    if (!result.failedMessageIds.includes(String(number))) world.messages.remove(number);
}

function isBatch(result: unknown): result is Pick<BatchResult, 'failedMessageIds'> {
  return typeof result === 'object' && result !== null && 'failedMessageIds' in result;
}
