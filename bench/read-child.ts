// One measurement of reading, in a process of its own. Arguments: variant, file, least seconds of reading. Prints one JSON line.
// The clock starts when the code is loaded and the file is about to be opened.
import { peakInBytes } from './lib/peak.ts';
import { NODE_VARIANTS, type NodeVariant } from './variants/index.ts';
import { repeatFor } from './variants/repeat.ts';

const [name, path, leastSeconds] = process.argv.slice(2);
const variant = await NODE_VARIANTS[name as NodeVariant]();
const reading = await repeatFor(Number(leastSeconds), () => variant(String(path)));
console.log(JSON.stringify({ ...reading, peakInBytes: peakInBytes() }));
