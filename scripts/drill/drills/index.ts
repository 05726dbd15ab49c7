// The list of drills, in the order in which they run.
import type { Drill } from '../drill.ts';
import { badInput } from './bad-input.ts';
import { crasher } from './crasher.ts';
import { faults } from './faults.ts';
import { kills } from './kills.ts';
import { letters } from './letters.ts';
import { outages } from './outages.ts';
import { release } from './release.ts';
import { ruleOff } from './rule-off.ts';
import { storm } from './storm.ts';

export const DRILLS: readonly Drill[] = [
  letters,
  badInput,
  ruleOff,
  crasher,
  storm,
  release,
  outages,
  kills,
  faults,
];
