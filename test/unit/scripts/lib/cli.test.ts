// The command layer: where a command acts, how it fails.
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { UserError, createCommand, resolveTarget, runCli } from '../../../../scripts/lib/cli.ts';
import { confirm } from '../../../../scripts/lib/confirm.ts';

describe('resolveTarget', () => {
  test('is file-processing and dev by default', async () => {
    expect(await resolveTarget({})).toEqual({ projectName: 'file-processing', environmentName: 'dev' });
  });

  test('takes the options of the command line', async () => {
    const command = createCommand('deploy', 'x');
    const options = command.parse(['--environment', 'qa', '--project', 'my-shop'], { from: 'user' }).opts();
    expect(await resolveTarget(options)).toEqual({ projectName: 'my-shop', environmentName: 'qa' });
  });

  test.each([
    [{ environment: 'production' }],
    [{ environment: 'a-b' }],
    [{ environment: 'Dev' }],
    [{ environment: '../x' }],
    [{ environment: '' }],
    [{ project: 'a'.repeat(17) }],
    [{ project: '1shop' }],
    [{ project: 'shop-' }],
    [{ project: 'a--b' }],
  ])('refuses names that no stack and bucket could have: %j', async (options) => {
    await expect(resolveTarget(options)).rejects.toThrow(UserError);
  });

  test('takes the longest names', async () => {
    const options = { environment: 'a2345678', project: 'abcdefghij-12345' };
    expect(await resolveTarget(options)).toEqual({
      projectName: options.project,
      environmentName: options.environment,
    });
  });
});

describe('runCli', () => {
  const exitCode = process.exitCode;
  afterEach(() => {
    process.exitCode = exitCode;
    jest.restoreAllMocks();
  });

  test('prints one sentence for what a person can mend and sets the exit code', async () => {
    const print = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    await runCli(() => Promise.reject(new UserError('Do this.')));
    expect(print.mock.calls).toEqual([['Do this.']]);
    expect(process.exitCode).toBe(1);
  });

  test('prints a fault of the program whole', async () => {
    const print = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const fault = new TypeError('x');
    await runCli(() => Promise.reject(fault));
    expect(print.mock.calls).toEqual([[fault]]);
    expect(process.exitCode).toBe(1);
  });

  test('leaves the exit code alone when all went well', async () => {
    process.exitCode = undefined;
    await runCli(() => Promise.resolve());
    expect(process.exitCode).toBeUndefined();
  });
});

describe('confirm', () => {
  const question = { text: 'Sure?', answer: 'dev', yes: false };

  function terminal(typed: string, isTTY = true) {
    const input = Object.assign(new PassThrough(), { isTTY });
    input.end(`${typed}\n`);
    return { input, output: new PassThrough() };
  }

  test('goes on when the word is typed, or with --yes', async () => {
    await expect(confirm(question, terminal('dev'))).resolves.toBeUndefined();
    await expect(confirm({ ...question, yes: true }, terminal('', false))).resolves.toBeUndefined();
  });

  test('stops at any other word', async () => {
    await expect(confirm(question, terminal('yes'))).rejects.toThrow('Nothing was changed');
    await expect(confirm(question, terminal(''))).rejects.toThrow('Nothing was changed');
  });

  test('says that nothing was changed to a person who leaves with Ctrl-C', async () => {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} });
    const output = Object.assign(new PassThrough(), { isTTY: true });
    const asked = confirm(question, { input, output });
    input.write('\x03');
    await expect(asked).rejects.toThrow('Nothing was changed.');
  });

  test('refuses without a terminal, and names --yes', async () => {
    await expect(confirm(question, terminal('dev', false))).rejects.toThrow('add --yes');
  });
});
