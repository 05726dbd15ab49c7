// Adds the rows of one day up, one after the other. Memory: 16 bytes a row for the percentiles, nothing else grows with the rows.
import type { FileRow } from '../file-row.ts';
import { durationOf } from './day-rows.ts';
import { Ranking } from './ranking.ts';
import { Samples } from './samples.ts';
import { type ByStatus, type DayFacts, noneByStatus, type RankedFile, STATUSES } from './report-types.ts';

const RANKS = 10;
const HOURS = 24;

interface TypeSum {
  count: number;
  bytes: number;
  byStatus: ByStatus;
}

export class FactsOfDay {
  #total = 0;
  #totalBytes = 0;
  #totalRecords = 0;
  #totalLines = 0;
  #totalWords = 0;
  readonly #byStatus = noneByStatus();
  readonly #byType = new Map<string, TypeSum>();
  readonly #byReason = new Map<string, number>();
  readonly #byHour = Array.from({ length: HOURS }, (_, hour) => ({
    hour,
    count: 0,
    byStatus: noneByStatus(),
  }));
  readonly #sizes = new Samples();
  readonly #durations = new Samples();
  readonly #largest = new Ranking<RankedFile>(RANKS);
  readonly #slowest = new Ranking<RankedFile>(RANKS);

  add(row: FileRow): void {
    const status = STATUSES.find((one) => one === row.status);
    if (!status) return;
    this.#total++;
    this.#byStatus[status]++;
    if (row.reasonCode) this.#byReason.set(row.reasonCode, (this.#byReason.get(row.reasonCode) ?? 0) + 1);
    this.#addToType(row, status);
    const hour = this.#byHour[Number(row.processedAt?.slice(11, 13))];
    if (hour) {
      hour.count++;
      hour.byStatus[status]++;
    }
    this.#addNumbers(row);
  }

  #addToType({ fileType = 'application/octet-stream', fileSize = 0 }: FileRow, status: keyof ByStatus): void {
    const sum = this.#byType.get(fileType) ?? { count: 0, bytes: 0, byStatus: noneByStatus() };
    sum.count++;
    sum.bytes += fileSize;
    sum.byStatus[status]++;
    this.#byType.set(fileType, sum);
  }

  #addNumbers(row: FileRow): void {
    this.#totalRecords += row.recordCount ?? 0;
    this.#totalLines += row.lineCount ?? 0;
    this.#totalWords += row.wordCount ?? 0;
    const durationInMs = durationOf(row);
    const ranked = () => rankedFile(row, durationInMs);
    this.#durations.add(durationInMs);
    this.#slowest.add(durationInMs, ranked);
    if (row.fileSize === undefined) return;
    this.#totalBytes += row.fileSize;
    this.#sizes.add(row.fileSize);
    this.#largest.add(row.fileSize, ranked);
  }

  result(): DayFacts {
    return {
      total: this.#total,
      totalBytes: this.#totalBytes,
      totalRecords: this.#totalRecords,
      totalLines: this.#totalLines,
      totalWords: this.#totalWords,
      byStatus: this.#byStatus,
      byType: [...this.#byType]
        .map(([fileType, sum]) => ({ fileType, ...sum }))
        .sort((a, b) => b.count - a.count || compare(a.fileType, b.fileType)),
      byReason: [...this.#byReason]
        .map(([reasonCode, count]) => ({ reasonCode, count }))
        .sort((a, b) => b.count - a.count || compare(a.reasonCode, b.reasonCode)),
      byHour: this.#byHour,
      sizeInBytes: this.#sizes.percentiles(),
      durationInMs: this.#durations.percentiles(),
      largest: this.#largest.items(),
      slowest: this.#slowest.items(),
    };
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : 1);

function rankedFile(row: FileRow, durationInMs: number): RankedFile {
  const { documentId, fileName, fileType = null, fileSize = null, status } = row;
  return { documentId, fileName, fileType, fileSize, status, durationInMs };
}
