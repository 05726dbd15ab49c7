// Four layers of tests; `contract` and `system` need the embedded engine, which their global set-up starts; that of `system` deploys every stack to it.
const layer = (name, more = {}) => ({
  displayName: name,
  roots: ['<rootDir>/lambda', '<rootDir>/scripts', '<rootDir>/test'],
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/esbuild-transform.js' },
  ...more,
});

const withEngine = (globalSetup) => ({
  globalSetup: `<rootDir>/test/support/${globalSetup}.ts`,
  globalTeardown: '<rootDir>/test/support/global-teardown-engine.ts',
});

export default {
  projects: [
    layer('unit'),
    layer('templates'),
    layer('contract', withEngine('global-setup-engine')),
    layer('system', withEngine('global-setup-system')),
  ],
  coverageProvider: 'babel',
  collectCoverageFrom: ['lambda/**/*.ts'],
};
