// The address of the webhook: a secret, read when it is needed, kept for some minutes, and read anew when Slack does not know it any more.
import { ConfigurationError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { WebhookSource } from './ports.ts';

/** A rotated address is in use after at most so long, also when Slack still takes the old one. */
const KEPT_FOR_IN_MS = 5 * 60 * 1000;

/** The only host that may be reached without TLS: what is sent there never leaves the machine. */
const LOOPBACK = '127.0.0.1';

export interface WebhookAddress {
  /** Throws TryAgain, and ConfigurationError when the secret is no address; neither tells the secret. */
  get(): Promise<URL>;
  /** The next `get` reads the secret again. */
  forget(): void;
}

export function createWebhookAddress({
  source,
  clock,
}: {
  source: WebhookSource;
  clock: Clock;
}): WebhookAddress {
  let kept: { url: URL; until: number } | undefined;
  return {
    get: async () => {
      if (kept && clock.now() < kept.until) return kept.url;
      kept = undefined;
      const url = webhookUrl(await source.read());
      kept = { url, until: clock.now() + KEPT_FOR_IN_MS };
      return url;
    },
    forget: () => {
      kept = undefined;
    },
  };
}

/** White space around the secret is an editor's; nothing else is mended. */
export function webhookUrl(secret: string): URL {
  const text = secret.trim();
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && isSafe(url)) return url;
  throw new ConfigurationError(
    'The secret with the address of the Slack webhook does not hold an https address; store the address that Slack shows for the webhook, and nothing else.',
  );
}

function isSafe({ protocol, hostname, username, password }: URL): boolean {
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && hostname === LOOPBACK);
}
