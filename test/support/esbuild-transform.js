// Jest transform: tests compile with the compiler that builds the functions.
import { createHash } from 'node:crypto';
import { transformSync, version } from 'esbuild';

export default {
  process: (source, file) => {
    const { code, map } = transformSync(source, {
      loader: 'ts',
      format: 'esm',
      target: 'node24',
      sourcemap: 'external',
      sourcefile: file,
    });
    return { code, map };
  },
  getCacheKey: (source, file, { instrument }) =>
    createHash('sha256')
      .update([source, file, version, String(instrument)].join('\0'))
      .digest('hex'),
};
