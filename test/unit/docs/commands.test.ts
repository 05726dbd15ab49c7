// Every command, option, stack, output, parameter and stage that README and runbook name is there.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { anchors, bashLines, readPage } from './markdown.ts';
import { brokenReferences, importersOf } from './references.ts';

const PAGES = ['README.md', 'docs/operations.md', 'docs/performance.md'];

function brokenLinks(path: string): string[] {
  const links = [...readPage(path).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];
  return links.flatMap(([whole, to = '', anchor]) => {
    const target = to === '' ? path : join(dirname(path), to);
    if (!existsSync(target)) return [whole];
    return anchor === undefined || anchors(readPage(target)).includes(anchor) ? [] : [whole];
  });
}

describe.each(PAGES)('%s', (path) => {
  test('names only what exists', () => {
    expect(brokenReferences(readPage(path))).toEqual([]);
  });

  test('leads only to pages and headings that exist', () => {
    expect(brokenLinks(path)).toEqual([]);
  });
});

const block = (text: string) => `\`\`\`bash\n${text}\n\`\`\`\n`;

test.each([
  [block('npm run nothing'), 'there is no command npm run nothing'],
  [block('npm run deploy -- --nothing'), 'npm run deploy has no option --nothing'],
  ['`npm run file -- replay KEY --never`', 'npm run file has no option --never'],
  [block('x=$(out sqs NothingArn)'), 'sqs has no output NothingArn'],
  [block('aws x --stack-name "$S-nothing"'), 'there is no stack nothing'],
  [block('aws x \\\n  --stack-name file-processing-prod-nothing'), 'there is no stack nothing'],
  [block('for stack in sqs nothing; do'), 'there is no stack nothing'],
  [block('aws x --export-name "$S-sqs-Nothing"'), 'sqs has no output Nothing'],
  ['`aws x --stack-name "$S-sqs" --logical-resource-id Nothing`', 'sqs has no resource Nothing'],
  ['`{"sns": {"Nothing": "x"}}`', 'sns has no parameter Nothing'],
  ['raise `MaxMessages` and `Nothing` of the `redrive` stack', 'redrive has no parameter Nothing'],
  [block('aws x --stage-name Nothing'), 'the pipeline has no stage Nothing'],
])('would notice %j', (page, problem) => {
  expect(brokenReferences(page)).toEqual([problem]);
});

test('before a table is replaced, exactly the stacks that import it go, the last one first', () => {
  const entry =
    /### A table restored under another name[\s\S]*?(?=\n### )/.exec(readPage('docs/operations.md'))?.[0] ??
    '';
  const loop = bashLines(entry).find((line) => line.startsWith('for stack in '));
  expect(loop).toBe(`for stack in ${[...importersOf('dynamodb')].reverse().join(' ')} dynamodb; do`);
});
