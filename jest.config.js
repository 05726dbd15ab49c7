// Four layers of tests; `contract` and `system` need the embedded engine, which their global set-up starts.
const layer = (name, more = {}) => ({
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/esbuild-transform.js' },
  ...more,
});

export default {
  projects: [layer('unit'), layer('templates'), layer('contract'), layer('system')],
  coverageProvider: 'babel',
  collectCoverageFrom: ['lambda/**/*.ts'],
};
