// How long a client waits for a service, and how often it asks.
const CONNECTION_TIMEOUT_IN_MS = 2_000;

/**
 * Longest wait for the head of an answer, per attempt; the body of a GET is not in it (watched-body.ts watches that).
 * Three attempts of the slowest service stay under the lease margin of 60 s.
 */
const REQUEST_TIMEOUT_IN_MS = {
  s3: 10_000,
  // S3 answers a copy of gigabytes when it is done; it is asked once, so it stays under the margin, too.
  copy: 50_000,
  dynamodb: 3_000,
  sns: 10_000,
  events: 10_000,
  sqs: 5_000,
  secrets: 3_000,
};

const MAX_ATTEMPTS = 3;

/**
 * Longest silence in the middle of an answer; without it a stalled one hangs for ever. A GET may be silent while its reader is busy, and
 * watched-body.ts watches it more closely, so S3 has the patience of an invocation that is stuck.
 */
const SILENCE_IN_MS = {
  s3: 60_000,
  copy: 50_000,
  dynamodb: 3_000,
  sns: 10_000,
  events: 10_000,
  sqs: 5_000,
  secrets: 3_000,
};

type Service = keyof typeof SILENCE_IN_MS;

/** Options of a client. Connections are kept alive by default (50 sockets a client). Without `throwOnRequestTimeout` the SDK only warns. */
export function patience(service: Service, maxAttempts = MAX_ATTEMPTS) {
  return {
    maxAttempts,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_IN_MS,
      requestTimeout: REQUEST_TIMEOUT_IN_MS[service],
      socketTimeout: SILENCE_IN_MS[service],
      throwOnRequestTimeout: true,
    },
  };
}
