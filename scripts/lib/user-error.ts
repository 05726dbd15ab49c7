// Failures as people read them: one sentence that says what is wrong, and what to do next.

/** Something that the person at the keyboard can mend. The message is one sentence with the next step. */
export class UserError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UserError';
  }
}

interface Explanation {
  fits: (facts: Facts) => boolean;
  sentence: (facts: Facts) => string;
}

/** What an error tells about itself. */
interface Facts {
  name: string;
  message: string;
  code: string;
  status: number | undefined;
}

const isNamed = (pattern: RegExp) => (facts: Facts) => pattern.test(facts.name);

function where(): string {
  const endpoint = process.env.AWS_ENDPOINT_URL;
  return endpoint ? `the endpoint ${endpoint} (from AWS_ENDPOINT_URL)` : 'AWS';
}

/** The first row that fits is told; the order matters, for instance an expired token is also a refusal (403). */
const EXPLANATIONS: readonly Explanation[] = [
  {
    fits: ({ name, message }) =>
      /ExpiredToken|TokenRefreshRequired|RequestExpired/.test(name) || /token.*expired/i.test(message),
    sentence: () =>
      'Your AWS credentials have expired; sign in again (for instance `aws sso login`) and repeat the command.',
  },
  {
    fits: isNamed(/CredentialsProviderError|CredentialsError|NoCredentials/),
    sentence: () =>
      'No AWS credentials were found; set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or add --local for the engine that `npm start` runs.',
  },
  {
    fits: isNamed(
      /UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|AuthFailure/,
    ),
    sentence: ({ message }) =>
      `AWS does not accept these credentials (${message}); check AWS_PROFILE or the access key.`,
  },
  {
    fits: ({ message }) => /region is missing/i.test(message),
    sentence: () =>
      'No AWS region is set; set AWS_REGION (for instance `export AWS_REGION=eu-west-1`), or add --local for the engine of `npm start`.',
  },
  {
    fits: ({ code, name }) =>
      /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNRESET/.test(code) ||
      name === 'TimeoutError',
    sentence: ({ code, name }) =>
      `Cannot reach ${where()} (${code || name}); check the network, the region and AWS_ENDPOINT_URL, and whether the local engine still runs.`,
  },
  {
    fits: ({ name, message }) =>
      /AccessDenied|UnauthorizedOperation|^Forbidden$/.test(name) ||
      /is not authorized to perform/.test(message),
    sentence: ({ message }) =>
      `AWS denied the call (${message}); use credentials that may do this, or have the right added.`,
  },
  {
    fits: isNamed(/RequestTimeTooSkewed|RequestInTheFuture/),
    sentence: () =>
      'The clock of this machine is wrong and AWS refuses the signature; set the clock and repeat the command.',
  },
  {
    fits: isNamed(/Throttling|TooManyRequests|SlowDown|RequestLimitExceeded/),
    sentence: ({ message }) =>
      `AWS is throttling this account (${message}); wait a minute and repeat the command.`,
  },
];

function factsOf(error: Error): Facts {
  const raw = error as Error & { code?: unknown; $metadata?: { httpStatusCode?: number } };
  // A refused connection to a name with two addresses is an AggregateError without a message of its own.
  const inner =
    error instanceof AggregateError ? (error.errors[0] as { code?: unknown } | undefined) : undefined;
  const code = raw.code ?? inner?.code;
  return {
    name: error.name,
    message: error.message,
    code: typeof code === 'string' ? code : '',
    status: raw.$metadata?.httpStatusCode,
  };
}

/** The sentence for a person, or undefined when the error is none that a person can mend: then the stack trace is worth more. */
export function explain(error: unknown): string | undefined {
  if (error instanceof UserError) return error.message;
  if (!(error instanceof Error)) return undefined;
  const facts = factsOf(error);
  const known = EXPLANATIONS.find(({ fits }) => fits(facts));
  if (known) return known.sentence(facts);
  if (facts.status !== undefined) return `AWS answered ${facts.name}: ${facts.message}`;
  return error.cause === undefined ? undefined : explain(error.cause);
}
