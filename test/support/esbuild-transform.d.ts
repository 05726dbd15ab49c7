/** Jest transform; see esbuild-transform.js. */
declare const transform: {
  process(source: string, file: string): { code: string; map: unknown };
};
export default transform;
