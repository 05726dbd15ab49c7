// Every kernel that has a reference.
import { CSV } from './csv-subject.ts';
import type { Subject } from './harness.ts';
import { JSON_TEXT, NDJSON } from './json-subject.ts';
import { TEXT } from './text-subject.ts';
import { XML } from './xml-subject.ts';

export const SUBJECTS: readonly Subject[] = [CSV, JSON_TEXT, NDJSON, XML, TEXT];
