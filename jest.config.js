// Layers of tests. `exhaustive` are unit tests that try every fault at every call, random and hostile input, or build and start programs: too long for every push.
// `contract` and `system` need the embedded engine, which their global set-up starts; that of `system` deploys every stack to it.
// `apart` are those of the system layer that bring an environment of their own and can run beside the others, on another engine.
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

/** Tests of the system layer that deploy an environment of their own. */
const APART = ['alarms', 'crash', 'least-privilege*', 'release*', 'slack'];

export default {
  projects: [
    layer('unit'),
    layer('exhaustive'),
    layer('templates'),
    layer('contract', withEngine('global-setup-engine')),
    layer('system', {
      ...withEngine('global-setup-system'),
      testPathIgnorePatterns: APART.map((name) => `/test/system/${name.replace('*', '[^/]*')}\\.test\\.ts$`),
    }),
    layer('apart', {
      ...withEngine('global-setup-engine'),
      testMatch: APART.map((name) => `<rootDir>/test/system/${name}.test.ts`),
    }),
  ],
  coverageProvider: 'babel',
  collectCoverageFrom: ['lambda/**/*.ts'],
};
