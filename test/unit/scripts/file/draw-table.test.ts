import { describe, expect, test } from '@jest/globals';
import { drawTable } from '../../../../scripts/lib/file/draw-table.ts';

const HEAD = ['Status', 'File'];

describe('drawTable', () => {
  test('keeps every line within the width and loses nothing of a long name', () => {
    const name = Array.from({ length: 100 }, (_, i) => `part${i}`).join('/');
    const lines = drawTable({ head: HEAD, rows: [['PROCESSED', name]] }, 80).split('\n');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    const cells = lines.filter((line) => line.startsWith('│')).map((line) => line.split('│')[2]?.trim());
    expect(cells.join('')).toBe(`File${name}`);
  });

  test('is as narrow as its content', () => {
    const text = drawTable({ head: HEAD, rows: [['REJECTED', 'a.csv']] }, 200);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(50);
  });

  test('keeps wide characters whole', () => {
    const name = '日本'.repeat(60);
    const text = drawTable({ head: HEAD, rows: [['PROCESSED', name]] }, 60);
    expect([...text].filter((character) => character === '日')).toHaveLength(60);
  });

  test('draws a long table as one', () => {
    const rows = Array.from({ length: 995 }, (_, i) => ['PROCESSED', `file ${i}`]);
    const lines = drawTable({ head: HEAD, rows }, 80).split('\n');
    expect(lines).toHaveLength(995 + 4);
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
    expect(lines.filter((line) => !line.startsWith('│'))).toHaveLength(3);
    expect(lines.slice(3, -1).map((line) => line.split('│')[2]?.trim())).toEqual(rows.map((row) => row[1]));
  });
});
