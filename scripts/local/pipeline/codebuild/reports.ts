// Counts what the reports of a build say: tests of JUnit files, lines of Clover files.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SaxesParser } from 'saxes';
import type { ReportSummary } from '../execution.ts';
import { chooseFiles } from './build-files.ts';
import type { ReportRule } from './buildspec.ts';

type Attributes = Record<string, string>;
type Summarise = (files: readonly string[]) => string;

const FORMATS: Record<string, Summarise> = { JUNITXML: summariseTests, CLOVERXML: summariseCoverage };

/** One summary; a report without files or of a broken one says so, and fails nothing, as on CodeBuild. */
export function readReport(rule: ReportRule, source: string): ReportSummary {
  return { name: rule.name, text: textOf(rule, source) };
}

function textOf({ files, baseDirectory, format }: ReportRule, source: string): string {
  const folder = resolve(source, baseDirectory);
  const found = existsSync(folder) ? chooseFiles(folder, files, []) : [];
  if (found.length === 0) return `no file fits ${files.join(', ')}`;
  const summarise = FORMATS[format];
  if (summarise === undefined) return `format ${format} is not read here`;
  try {
    return summarise(found.map((file) => readFileSync(join(folder, file), 'utf8')));
  } catch (error) {
    return `cannot be read: ${(error as Error).message}`;
  }
}

/** Calls back with the attributes of every element of this name. */
function eachElement(text: string, name: string, onElement: (attributes: Attributes) => void): void {
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    if (tag.name === name) onElement(tag.attributes as Attributes);
  });
  parser.write(text).close();
}

function summariseTests(files: readonly string[]): string {
  const count = { tests: 0, failures: 0, errors: 0, skipped: 0 };
  for (const file of files) {
    eachElement(file, 'testsuite', (attributes) => {
      for (const key of Object.keys(count) as (keyof typeof count)[])
        count[key] += Number(attributes[key] ?? 0);
    });
  }
  const failed = count.failures + count.errors;
  return `${count.tests} tests, ${failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ''}`;
}

function summariseCoverage(files: readonly string[]): string {
  const sums = { statements: 0, covered: 0 };
  for (const file of files) {
    // The first <metrics> is that of the whole project; packages and files repeat its parts.
    let isFirst = true;
    eachElement(file, 'metrics', ({ statements, coveredstatements }) => {
      if (isFirst) {
        sums.statements += Number(statements ?? 0);
        sums.covered += Number(coveredstatements ?? 0);
      }
      isFirst = false;
    });
  }
  const share = sums.statements === 0 ? 100 : (100 * sums.covered) / sums.statements;
  return `${share.toFixed(1)} % of ${sums.statements} statements covered`;
}
