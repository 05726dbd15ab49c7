// What the cost model comes to: tables for people, and the same for other programs.
import Table from 'cli-table3';
import type { CostModel } from './model.ts';
import type { CostOptions } from './options.ts';
import { CLAIMS, DAYS_A_MONTH, PRICE_LIST } from './prices.ts';
import { costOf, priceOf, totalAfterFreeUnits, totalOf, totalsByService, type Usage } from './usage.ts';

export interface Costed {
  versions: Record<string, string>;
  options: CostOptions;
  memoryInMB: number;
  fixedCpuInMs: number;
  cpuSecondsPerGB: number;
  model: CostModel;
}

const MILLION = 1_000_000;

/** For `--json`. */
export function asJson({ versions, options, memoryInMB, fixedCpuInMs, cpuSecondsPerGB, model }: Costed) {
  const { filesPerDay, sizeInMB, format, storedFiles } = options;
  const month = model.month(filesPerDay, storedFiles);
  const perMillion = (usages: readonly Usage[]) => totalOf(usages) * MILLION;
  return {
    versions,
    prices: { region: PRICE_LIST.region, asOf: PRICE_LIST.asOf, currency: PRICE_LIST.currency },
    filesPerDay,
    sizeInMB,
    format,
    storedFiles,
    memoryInMB,
    durationInMs: model.durationInMs,
    fixedCpuInMs,
    cpuSecondsPerGB,
    perMillionFiles: {
      goodInUSD: perMillion(model.good),
      rejectedInUSD: perMillion(model.rejected),
      userPutInUSD: perMillion(model.userPut),
    },
    perMonth: {
      totalInUSD: totalOf(month),
      afterFreeUnitsInUSD: totalAfterFreeUnits(month),
      userPutInUSD: totalOf(model.userPut) * filesPerDay * DAYS_A_MONTH,
      services: totalsByService(month),
      usages: month.map((usage) => ({ ...usage, usd: costOf(usage), unit: priceOf(usage.price).unit })),
    },
    claims: claimsOf(model),
  };
}

/** Ours beside what others say; `storedFiles` is one month of files. */
export function claimsOf(model: CostModel) {
  return CLAIMS.map(({ filesPerDay, fromUSD, toUSD, what }) => {
    const month = model.month(filesPerDay, filesPerDay * DAYS_A_MONTH);
    return {
      what,
      fromUSD,
      toUSD,
      oursInUSD: totalOf(month),
      oursAfterFreeUnitsInUSD: totalAfterFreeUnits(month),
      oursOfFilesAloneInUSD: totalOf(model.good) * filesPerDay * DAYS_A_MONTH,
      userPutInUSD: totalOf(model.userPut) * filesPerDay * DAYS_A_MONTH,
    };
  });
}

const usd = (value: number) => (value !== 0 && value < 0.005 ? value.toFixed(4) : value.toFixed(2));

/** What people read. */
export function asText(costed: Costed): string[] {
  const { options, memoryInMB, model } = costed;
  const { filesPerDay, sizeInMB, format, storedFiles } = options;
  const month = model.month(filesPerDay, storedFiles);
  return [
    `Prices: ${PRICE_LIST.region}, ${PRICE_LIST.source} (${PRICE_LIST.asOf}).`,
    '',
    `One good ${format} file of ${sizeInMB} MB (process-file with ${memoryInMB} MB, ${model.durationInMs.good} ms billed):`,
    fileTable(model),
    `A rejected one: ${usd(totalOf(model.rejected) * MILLION)} USD a million (${model.durationInMs.rejected} ms billed).`,
    `Beside it the user's own PUT and a month of storage: ${usd(totalOf(model.userPut) * MILLION)} USD a million.`,
    '',
    `A month with ${filesPerDay} files a day and ${storedFiles} files in the bucket:`,
    monthTable(month, filesPerDay),
    ...durationLines(costed),
    '',
    ...claimLines(model),
  ];
}

const plain = { style: { head: [], border: [] } };

function fileTable({ good }: CostModel): string {
  const table = new Table({
    ...plain,
    head: ['service', 'what', 'units a file', 'USD a million files', 'basis'],
  });
  const sorted = [...good].sort((a, b) => costOf(b) - costOf(a));
  for (const usage of sorted) {
    const { service, unit } = priceOf(usage.price);
    const units = `${Number(usage.quantity.toPrecision(3))} ${unit.split(' ')[0]}`;
    table.push([service, usage.what, units, usd(costOf(usage) * MILLION), usage.basis]);
  }
  table.push(['all', '', '', usd(totalOf(good) * MILLION), '']);
  return table.toString();
}

function monthTable(month: readonly Usage[], filesPerDay: number): string {
  const table = new Table({
    ...plain,
    head: ['service', 'USD a month', 'USD a million files', 'of it measured', 'the dearest parts'],
  });
  const perMillion = MILLION / (filesPerDay * DAYS_A_MONTH);
  for (const { service, usd: total } of totalsByService(month)) {
    const own = month.filter(({ price }) => priceOf(price).service === service);
    const measured = totalOf(own.filter(({ basis }) => basis === 'measured'));
    const share = total > 0 ? `${Math.round((measured / total) * 100)} %` : '';
    table.push([service, usd(total), usd(total * perMillion), share, dearest(own)]);
  }
  const total = totalOf(month);
  table.push(['all', usd(total), usd(total * perMillion), '', '']);
  table.push(['after the units that are always free', usd(totalAfterFreeUnits(month)), '', '', '']);
  return table.toString();
}

const MOST_NAMED = 3;

function dearest(usages: readonly Usage[]): string {
  const sorted = [...usages].filter((usage) => costOf(usage) >= 0.005).sort((a, b) => costOf(b) - costOf(a));
  return sorted
    .slice(0, MOST_NAMED)
    .map((usage) => `${usage.what} ${usd(costOf(usage))}`)
    .join('; ');
}

function durationLines({ options, fixedCpuInMs, cpuSecondsPerGB }: Costed): string[] {
  return [
    options.durationInMs === undefined
      ? `The duration is a model: waits as assumed, ${fixedCpuInMs.toFixed(0)} ms of processor time a file and ${cpuSecondsPerGB.toFixed(2)} CPU-s/GB measured here, scaled to the memory; --duration-ms gives one that was seen on AWS.`
      : 'The duration was given.',
    'Measured: calls, their units and sizes, log lines, printed metrics, alarms. Assumed: what AWS does around the function (polls, deliveries, storage, free transfer within the region), one file a batch.',
    'Not counted: e-mail (2 USD per 100,000 mails and subscriber), the delivery pipeline, requests to KMS (within their free units), tracing, Slack, taxes.',
  ];
}

function claimLines(model: CostModel): string[] {
  return claimsOf(model).map((claim) => {
    const said = claim.fromUSD === claim.toUSD ? `${claim.fromUSD}` : `${claim.fromUSD}-${claim.toUSD}`;
    return `${claim.what}: others say ${said} USD a month; ours ${usd(claim.oursInUSD)} by the list, ${usd(claim.oursAfterFreeUnitsInUSD)} after free units (files alone ${usd(claim.oursOfFilesAloneInUSD)}; the user's PUT and storage apart: ${usd(claim.userPutInUSD)}).`;
  });
}
