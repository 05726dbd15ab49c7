// The step of a person: the right page of the console, and no going on without them.
import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { awaitHandshake, connectionLink } from '../../../../scripts/lib/bootstrap/connection.ts';

const ID = '4dde5c82-51d6-4ea9-918e-03aed6972ff3';
const ARN = `arn:aws:codeconnections:eu-west-1:111122223333:connection/${ID}`;

function terminal(isTTY: boolean) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  return { input, output, shown: () => String(output.read() ?? '') };
}

describe('connectionLink', () => {
  test.each([
    ['aws', 'eu-west-1.console.aws.amazon.com'],
    ['aws-us-gov', 'eu-west-1.console.amazonaws-us-gov.com'],
    ['aws-cn', 'eu-west-1.console.amazonaws.cn'],
  ])('leads to exactly this connection in the partition %s', (partition, host) => {
    expect(connectionLink(ARN.replace(':aws:', `:${partition}:`))).toBe(
      `https://${host}/codesuite/settings/111122223333/eu-west-1/codeconnections/connections/${ID}?region=eu-west-1`,
    );
  });

  test('keeps the older name of the service, under which older connections are shown', () => {
    expect(connectionLink(ARN.replace('codeconnections', 'codestar-connections'))).toContain(
      `/codestar-connections/connections/${ID}`,
    );
  });
});

describe('awaitHandshake', () => {
  test('shows the link and waits for the person', async () => {
    const seat = terminal(true);
    let isOver = false;
    const waiting = awaitHandshake({ arn: ARN, wasThere: false, yes: true }, seat).then(
      () => (isOver = true),
    );
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).toBe(false);
    expect(seat.shown()).toContain(connectionLink(ARN));
    seat.input.write('\n');
    await waiting;
    expect(isOver).toBe(true);
  });

  test('says how to go on to a person who leaves with Ctrl-C', async () => {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} });
    const output = Object.assign(new PassThrough(), { isTTY: true });
    const waiting = awaitHandshake({ arn: ARN, wasThere: false, yes: false }, { input, output });
    input.write('\x03');
    await expect(waiting).rejects.toThrow('it goes on from here');
  });

  test('stops with the link where nobody can be waited for', async () => {
    for (const handshake of [
      { arn: ARN, wasThere: false, yes: true },
      { arn: ARN, wasThere: true, yes: false },
    ]) {
      await expect(awaitHandshake(handshake, terminal(false))).rejects.toThrow(connectionLink(ARN));
    }
  });

  test('takes the word of --yes for a connection that was there before', async () => {
    const seat = terminal(false);
    await awaitHandshake({ arn: ARN, wasThere: true, yes: true }, seat);
    expect(seat.shown()).toBe('');
  });
});
