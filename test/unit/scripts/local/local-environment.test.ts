// The parts of `npm start` that need no engine: what goes into environments, files and texts.
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { outputsOf } from '../../../../scripts/local/deployed.ts';
import { engineEnvironment, pointSdkAt, sdkVariables } from '../../../../scripts/local/engine-environment.ts';
import { inboxNameOf, parseInbox } from '../../../../scripts/local/inbox.ts';
import { createLifetime } from '../../../../scripts/local/lifetime.ts';
import { readyText } from '../../../../scripts/local/ready-text.ts';

let environment: NodeJS.ProcessEnv;
beforeEach(() => {
  environment = { ...process.env };
});
afterEach(() => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
});

describe('engineEnvironment', () => {
  it('takes nothing over from ours', () => {
    process.env.A_SECRET = 'of the user';
    const names = Object.keys(engineEnvironment({ port: 4566, folder: '/f' }));
    expect(names).not.toContain('A_SECRET');
    expect(names).not.toContain('AWS_ACCESS_KEY_ID');
  });

  it('keeps all files in the private folder and listens on loopback only', () => {
    const { BIND_HOST, ...rest } = engineEnvironment({ port: 4566, folder: '/private' });
    expect(BIND_HOST).toBe('127.0.0.1');
    for (const name of ['HOME', 'STATE_DIR', 'S3_DATA_DIR', 'TMPDIR']) {
      expect(rest[name]).toMatch(/^\/private/);
    }
  });
});

describe('pointSdkAt', () => {
  it('leaves nothing that could send a call to a real account', () => {
    Object.assign(process.env, {
      AWS_PROFILE: 'production',
      AWS_SESSION_TOKEN: 'real',
      AWS_ENDPOINT_URL_S3: 'https://elsewhere',
      AWS_USE_FIPS_ENDPOINT: 'true',
    });
    pointSdkAt('http://127.0.0.1:4566');
    const left = Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'));
    expect(Object.fromEntries(left)).toEqual({
      ...sdkVariables('http://127.0.0.1:4566'),
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    });
  });
});

describe('createLifetime', () => {
  class Exit extends Error {}
  const begin = () => {
    const codes: number[] = [];
    const lifetime = createLifetime((code) => {
      codes.push(code);
      throw new Exit();
    });
    return { codes, lifetime };
  };

  it('undoes everything in reverse order, and goes on when one part fails', async () => {
    const told = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const { codes, lifetime } = begin();
    const undone: string[] = [];
    lifetime.atEnd(() => void undone.push('first'));
    lifetime.atEnd(() => Promise.reject(new Error('as the test wants')));
    lifetime.atEnd(async () => {
      await Promise.resolve();
      undone.push('last');
    });
    await expect(lifetime.end(3)).rejects.toThrow(Exit);
    expect(undone).toEqual(['last', 'first']);
    expect(codes).toEqual([3]);
    expect(told).toHaveBeenCalledTimes(1);
    told.mockRestore();
  });

  it('ends once: the first call decides the exit code', async () => {
    const { codes, lifetime } = begin();
    await Promise.allSettled([lifetime.end(130), lifetime.end(1)]);
    expect(codes).toEqual([130]);
    expect(lifetime.signal.aborted).toBe(true);
  });
});

describe('outputsOf', () => {
  const outputs = outputsOf([{ outputs: { A: '1' } }, { outputs: { B: '2' } }]);

  it('finds an output of any stack', () => {
    expect([outputs('A'), outputs('B')]).toEqual(['1', '2']);
  });

  it('does not make up an output that no stack has', () => {
    expect(() => outputs('C')).toThrow('No stack has the output C; there are A, B.');
  });
});

describe('parseInbox', () => {
  it('unwraps the envelopes in their order', () => {
    const envelope = (part: object) => ({ Body: JSON.stringify({ TopicArn: 'arn', ...part }) });
    const answer = {
      messages: {
        '000000000000': {
          'us-east-1': {
            'http://queue': [envelope({ Message: 'one', Subject: 'S' }), envelope({ Message: 'two' })],
          },
        },
      },
    };
    expect(parseInbox(answer)).toEqual([
      { topicArn: 'arn', message: 'one', subject: 'S' },
      { topicArn: 'arn', message: 'two' },
    ]);
  });

  it('is empty when the engine knows no messages', () => {
    expect(parseInbox({ messages: {} })).toEqual([]);
  });
});

describe('the texts', () => {
  it('name the inbox after its environment', () => {
    expect(inboxNameOf({ projectName: 'p', environmentName: 'e' })).toBe('p-e-inbox');
  });

  it('tell how to reach the engine and which bucket to use', () => {
    const pageUrl = 'http://127.0.0.1:4568';
    const text = readyText({ endpoint: 'http://127.0.0.1:4567', outputs: () => 'the-bucket', pageUrl });
    expect(text).toContain('http://127.0.0.1:4568/dashboard');
    expect(text).toContain('export AWS_ENDPOINT_URL=http://127.0.0.1:4567\n');
    expect(text).toContain('s3://the-bucket/');
  });
});
