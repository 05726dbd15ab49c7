// The bare repository: made from the checkout, kept, brought up to date where that loses nothing, with a hook that notes pushes.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportCommit, git } from '../../../../../scripts/local/pipeline/git.ts';
import { openPushes } from '../../../../../scripts/local/pipeline/pushes.ts';
import { prepareRepository } from '../../../../../scripts/local/pipeline/repository.ts';

let folder: string;
let checkout: string;
let repository: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'repository-'));
  checkout = join(folder, 'checkout');
  repository = join(folder, 'state', 'repository.git');
  mkdirSync(join(folder, 'state'));
  mkdirSync(checkout);
  run('init', '--quiet');
  commit('one');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.com', ...args], {
    cwd: checkout,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();

function commit(text: string): string {
  writeFileSync(join(checkout, 'file.txt'), `${text}\n`);
  run('add', '--all');
  run('commit', '--quiet', '--message', text);
  return run('rev-parse', 'HEAD');
}

const prepare = () => prepareRepository({ checkout, repository, branch: 'main' });
const headOfRepository = () => git(repository, 'rev-parse', 'HEAD');
const push = (...args: string[]) => run('push', '--quiet', ...args, repository, 'HEAD:main');

describe('prepareRepository', () => {
  it('makes one whose HEAD is the deploy branch at the commit of the checkout', async () => {
    await prepare();
    expect(await git(repository, 'symbolic-ref', 'HEAD')).toBe('refs/heads/main');
    expect(await headOfRepository()).toBe(run('rev-parse', 'HEAD'));
  });

  it('moves an earlier one forward with the checkout, without a push', async () => {
    await prepare();
    const head = commit('two');
    await prepare();
    expect(await headOfRepository()).toBe(head);
    expect(openPushes(join(folder, 'state', 'pipeline')).next()).toBeUndefined();
  });

  it('keeps what was pushed there and the checkout does not have', async () => {
    await prepare();
    const pushed = commit('pushed');
    push();
    run('reset', '--quiet', '--hard', 'HEAD~1');
    commit('another');
    await prepare();
    expect(await headOfRepository()).toBe(pushed);
  });

  it('works from a shallow clone, and notes a push to it', async () => {
    commit('two');
    const shallow = join(folder, 'shallow');
    execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${checkout}`, shallow]);
    await prepareRepository({ checkout: shallow, repository, branch: 'main' });
    expect(await headOfRepository()).toBe(run('rev-parse', 'HEAD'));
  });

  it.each([
    {
      what: 'a folder without git',
      make: () => rmSync(join(checkout, '.git'), { recursive: true }),
      says: /no git repository/,
    },
    {
      what: 'a repository without a commit',
      make: () => {
        rmSync(join(checkout, '.git'), { recursive: true });
        run('init', '--quiet');
      },
      says: /no commit yet/,
    },
    {
      what: 'a folder inside the repository of something else',
      make: () => {
        checkout = join(checkout, 'inner');
        mkdirSync(checkout);
      },
      says: /no git repository/,
    },
  ])('refuses $what in words', async ({ make, says }) => {
    make();
    await expect(prepare()).rejects.toThrow(says);
  });

  it('leaves nothing half made when it fails', async () => {
    run('checkout', '--quiet', '--orphan', 'empty');
    await expect(prepare()).rejects.toThrow();
    expect(readdirSync(join(folder, 'state'))).toEqual([]);
  });
});

describe('a push', () => {
  let changes = 0;

  it('is noted with both commits and its branch, whatever hooks the user has of his own', async () => {
    await prepare();
    const before = run('rev-parse', 'HEAD');
    const after = commit('two');
    const global = join(folder, 'gitconfig');
    writeFileSync(global, '[core]\n\thooksPath = /nowhere\n');
    const env = { ...process.env, GIT_CONFIG_GLOBAL: global };
    execFileSync('git', ['push', '--quiet', repository, 'HEAD:main'], { cwd: checkout, env, stdio: 'pipe' });
    const pushes = openPushes(join(folder, 'state', 'pipeline'));
    expect(pushes.next()).toEqual({ before, after, ref: 'refs/heads/main', isOld: true });
  });

  it('is answered with what happens next', async () => {
    await prepare();
    const pushed = () => {
      commit(`change ${(changes += 1)}`);
      const { stderr } = spawnSync('git', ['push', repository, 'HEAD:main'], {
        cwd: checkout,
        encoding: 'utf8',
      });
      return stderr
        .split('\n')
        .filter((line) => line.startsWith('remote: '))
        .map((line) => line.slice(8).trim());
    };
    expect(pushed()).toEqual(['No npm start is running; the next one takes this push.']);
    writeFileSync(join(folder, 'state', 'ready.json'), '{}');
    expect(pushed()).toEqual(['The local pipeline takes it from here; see: npm run pipeline -- list']);
  });

  it('is given once, in order, also to a later reader, and new ones are told from old ones', async () => {
    await prepare();
    const pipeline = join(folder, 'state', 'pipeline');
    const [one, two] = ['one', 'two'].map((text) => {
      const id = commit(`pushed ${text}`);
      push();
      return id;
    });
    const pushes = openPushes(pipeline);
    expect(pushes.next()?.after).toBe(one);
    // Not taken: it comes again.
    expect(pushes.next()?.after).toBe(one);
    pushes.taken();
    const later = openPushes(pipeline);
    expect(later.next()).toMatchObject({ after: two, isOld: true });
    later.taken();
    expect(later.next()).toBeUndefined();
    const three = commit('three');
    push();
    expect(later.next()).toMatchObject({ after: three, isOld: false });
  });
});

describe('exportCommit', () => {
  it('gives the files of that commit without history', async () => {
    await prepare();
    const target = join(folder, 'target');
    mkdirSync(target);
    await exportCommit(repository, 'HEAD', { folder: target });
    expect(readdirSync(target)).toEqual(['file.txt']);
    expect(readFileSync(join(target, 'file.txt'), 'utf8')).toBe('one\n');
    await expect(exportCommit(repository, 'f'.repeat(40), { folder: target })).rejects.toThrow(
      'cannot be read',
    );
  });
});
