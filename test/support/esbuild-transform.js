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
    // An object: the coverage report silently ignores a map that is text, and then names lines of the compiled code.
    return { code, map: JSON.parse(map) };
  },
  getCacheKey: (source, file, { instrument }) =>
    createHash('sha256')
      .update([source, file, version, String(instrument), 'map as object'].join('\0'))
      .digest('hex'),
};
