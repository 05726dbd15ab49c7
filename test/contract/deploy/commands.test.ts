// The commands as people start them: one sentence and an exit code that is true.
import { describe, expect, jest, test } from '@jest/globals';
import { runCommand as run } from './run-command.ts';

// Processes are started here, on a machine that may be busy.
jest.setTimeout(120_000);

interface Refusal {
  what: string;
  words: string[];
  environment?: Record<string, string>;
  sentence: string;
}

const sns = ['deploy', '--only', 'sns', '--environment', 'command'];

describe('commands', () => {
  test('deploy, deploy again and destroy one stack of the repository', async () => {
    expect(await run(sns)).toMatchObject({
      code: 0,
      output: expect.stringMatching(/1 stack, changed: sns; \d+\.\d s\.\n$/),
    });
    expect(await run(sns)).toMatchObject({
      code: 0,
      output: expect.stringMatching(/sns: unchanged\n.*none changed; \d+\.\d s\.\n$/),
    });
    const refused = await run(['destroy', '--environment', 'command']);
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('add --yes if you are sure') });
    const destroyed = await run(['destroy', '--environment', 'command', '--yes']);
    expect(destroyed).toMatchObject({ code: 0, output: expect.stringMatching(/sns: deleted\n$/) });
    expect(await run(['destroy', '--environment', 'command', '--yes'])).toMatchObject({
      code: 0,
      output: 'There is nothing of file-processing-command here.\n',
    });
  });

  test.each<Refusal>([
    {
      what: 'an unknown stack',
      words: ['deploy', '--only', 'nonsense'],
      sentence: 'There is no stack "nonsense"; there are: artifact-bucket',
    },
    {
      what: 'an impossible name',
      words: ['deploy', '--environment', 'Production'],
      sentence: '"Production" cannot be the environment name',
    },
    {
      what: 'no region',
      words: sns,
      environment: { AWS_REGION: '' },
      sentence: 'No AWS region is set; set AWS_REGION',
    },
    {
      what: 'no credentials',
      words: sns,
      environment: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
      sentence: 'No AWS credentials were found',
    },
    {
      what: 'nobody at the endpoint',
      words: sns,
      environment: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
      sentence: 'Cannot reach the endpoint http://127.0.0.1:9',
    },
    {
      what: 'production',
      words: ['update-function', 'process-file', '--environment', 'prod'],
      sentence: 'does not work on the environment prod',
    },
    {
      what: 'an unknown function',
      words: ['update-function', 'nonsense'],
      sentence: 'There is no function "nonsense"; there are: process-file',
    },
    {
      what: 'no bucket to upload to',
      words: ['upload', '--environment', 'nowhere'],
      sentence: 'The stack file-processing-nowhere-artifact-bucket does not exist',
    },
    {
      what: 'half a commit',
      words: ['assemble', '--commit', 'abc1234'],
      sentence: '"abc1234" is not the full hash of a commit',
    },
    { what: 'a wrong option', words: ['deploy', '--wrong'], sentence: "error: unknown option '--wrong'" },
  ])('tell $what in one sentence', async ({ words, environment = {}, sentence }) => {
    const { code, output } = await run(words, environment);
    expect(code).toBe(1);
    expect(output).toContain(sentence);
    expect(
      output
        .trim()
        .split('\n')
        .filter((line) => !line.startsWith('There is no pipeline/')),
    ).toHaveLength(1);
  });
});
