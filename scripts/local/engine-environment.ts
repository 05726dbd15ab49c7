// The whole environment of the engine. It passes its own on to every function, so nothing of the user's may be in it.
import { dirname, join } from 'node:path';

export interface EnginePlace {
  port: number;
  /** Private folder; removed when the engine ends. */
  folder: string;
  /** IAM decides about every call, over TLS with the certificate in the folder. */
  isEnforcing?: boolean;
}

/** In the folder of an engine that serves TLS. */
export const CERTIFICATE = 'server.crt';
const CERTIFICATE_KEY = 'server.key';

/** What the engine stands in for. */
export const LOCAL_REGION = 'us-east-1';
export const LOCAL_ACCOUNT_ID = '000000000000';

/** Environment of the engine process: an allow-list, with the Node that runs this script first in PATH, for the functions. */
export function engineEnvironment({
  port,
  folder,
  isEnforcing = false,
}: EnginePlace): Record<string, string> {
  return {
    PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    HOME: folder,
    LANG: 'C.UTF-8',
    PYTHONUNBUFFERED: '1',
    BIND_HOST: '127.0.0.1',
    // Queue addresses from templates carry this name; its default `localhost` may mean ::1, where nobody listens.
    MINISTACK_HOST: '127.0.0.1',
    MINISTACK_REGION: LOCAL_REGION,
    MINISTACK_ACCOUNT_ID: LOCAL_ACCOUNT_ID,
    GATEWAY_PORT: String(port),
    STATE_DIR: join(folder, 'state'),
    S3_DATA_DIR: join(folder, 's3'),
    TMPDIR: join(folder, 'tmp'),
    PERSIST_STATE: '0',
    S3_PERSIST: '0',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    // Below INFO the engine does not say that it listens, which is how we know that the port is its own.
    LOG_LEVEL: 'INFO',
    // The engine's own worker script calls url.parse, which Node 24 would report in every cold start.
    NODE_OPTIONS: '--disable-warning=DEP0169',
    ...(isEnforcing && enforcement(folder)),
  };
}

/** Policies that refuse plain http refuse it to everybody then, so both go together. Credentials test/test stay those of the account's root. */
function enforcement(folder: string): Record<string, string> {
  return {
    AUTH: 'true',
    USE_SSL: '1',
    MINISTACK_SSL_CERT: join(folder, CERTIFICATE),
    MINISTACK_SSL_KEY: join(folder, CERTIFICATE_KEY),
  };
}

/**
 * Points the AWS SDK of this process, and of what it starts, at the engine. Everything else that is set about AWS goes:
 * a profile, an endpoint of one service or a FIPS switch would send calls elsewhere, perhaps to a real account.
 */
export function pointSdkAt(endpoint: string): void {
  for (const name of Object.keys(process.env).filter((name) => name.startsWith('AWS_'))) {
    delete process.env[name];
  }
  Object.assign(process.env, sdkVariables(endpoint), {
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  });
}

/** The variables with which the AWS CLI and every command here reach the engine. */
export function sdkVariables(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
}
