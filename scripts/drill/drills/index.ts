// The list of drills, in the order in which they run.
import type { Drill } from '../drill.ts';
import { faults } from './faults.ts';
import { kills } from './kills.ts';

export const DRILLS: readonly Drill[] = [faults, kills];
