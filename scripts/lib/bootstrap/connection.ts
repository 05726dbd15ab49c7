// The one step that only a person can do: allow AWS to read the repository.
import { TERMINAL, ask, type Terminal } from '../confirm.ts';
import { UserError } from '../user-error.ts';

/** Hosts of the console by partition; https://<region>.<host>. */
const CONSOLE_HOSTS: Record<string, string> = {
  aws: 'console.aws.amazon.com',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-cn': 'console.amazonaws.cn',
};

/** Console page of exactly this connection, where it can be completed. */
export function connectionLink(arn: string): string {
  const [, partition = '', service = '', region = '', accountId = '', resource = ''] = arn.split(':');
  const host = CONSOLE_HOSTS[partition] ?? CONSOLE_HOSTS.aws;
  const id = resource.replace(/^connection\//, '');
  return `https://${region}.${host}/codesuite/settings/${accountId}/${region}/${service}/connections/${id}?region=${region}`;
}

const toDo = (arn: string) =>
  `One thing only you can do: let AWS read the repository.\n` +
  `  1. Open ${connectionLink(arn)}\n` +
  `     (or: AWS console, Developer Tools, Settings, Connections; same account and region).\n` +
  `  2. Choose "Update pending connection" and install the GitHub app, for this repository only.\n` +
  `  3. The connection then says "Available".`;

export interface Handshake {
  arn: string;
  /** It was there before this command, so that it may have been completed since. */
  wasThere: boolean;
  /** Given as --yes: a connection that was there is taken for completed. */
  yes: boolean;
}

/**
 * Returns when the person says that the connection is available. Without a terminal there is nobody to wait for: throws
 * UserError with the link, and the command goes on from here when it is typed again.
 */
export async function awaitHandshake(
  { arn, wasThere, yes }: Handshake,
  terminal: Terminal = TERMINAL,
): Promise<void> {
  if (wasThere && yes) return;
  if (!terminal.input.isTTY) {
    throw new UserError(
      `The connection ${arn} must be completed by a person before there can be a pipeline: ` +
        `open ${connectionLink(arn)}, choose "Update pending connection", and repeat the command with --yes.`,
    );
  }
  await ask(
    terminal,
    `${toDo(arn)}\nPress Enter when it does (Ctrl-C leaves): `,
    '\nThere is no pipeline yet; repeat the command when the connection says "Available": it goes on from here.',
  );
}
