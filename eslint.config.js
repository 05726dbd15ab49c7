// Lint rules: the usual ones, the limits of this code base, and the direction of its imports.
// The rules that need types (promises) are in .oxlintrc.json: there the native compiler looks, in a tenth of the time.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const CORE_MAY_IMPORT_OF_NODE = 'node:(?!(buffer|crypto|stream|stream/promises|string_decoder|zlib)$)';

const noHiddenInputs = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'Only lambda/config.ts reads the environment.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Time is a port: use the Clock.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time is a port: use the Clock.',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Randomness is a port.',
  },
];

const CHARTS_APART = {
  group: ['echarts', 'echarts/*'],
  message: 'Charts are drawn in lambda/core/charts/ only.',
};

const imports = (patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

export default tseslint.config(
  { ignores: ['node_modules', '.local', 'dist', 'coverage'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    rules: {
      'max-lines': ['error', { max: 200, skipBlankLines: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'max-params': 'off',
      '@typescript-eslint/max-params': ['error', { max: 3 }],
      complexity: ['error', 12],
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  // AssemblyScript: numbers have types there and `===` means nothing more; a scanner is one loop over its states, which calls would slow down.
  {
    files: ['kernels/*.ts'],
    rules: {
      eqeqeq: 'off',
      complexity: ['error', 40],
      'max-lines': ['error', { max: 400, skipBlankLines: true }],
      'max-lines-per-function': ['error', { max: 150, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['lambda/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...noHiddenInputs],
      ...imports([{ group: ['**/handlers/*'], message: 'Nothing imports a handler.' }, CHARTS_APART]),
    },
  },
  {
    files: ['lambda/core/**/*.ts'],
    rules: imports([
      CHARTS_APART,
      {
        group: ['**/adapters/*', '**/handlers/*', '**/config.ts', '**/telemetry.ts'],
        message: 'Core reaches the outside only through its ports.',
      },
      {
        group: ['@aws-sdk/*', '@smithy/*', '@aws-lambda-powertools/*'],
        message: 'Core knows no SDK and no logger.',
      },
      {
        regex: CORE_MAY_IMPORT_OF_NODE,
        message: 'Of Node, core may use buffer, crypto, stream, string_decoder and zlib.',
      },
    ]),
  },
  // Of the chart library only the renderer of text is used: pure, no document, no time. Everything else stays forbidden to core.
  {
    files: ['lambda/core/charts/*.ts'],
    rules: imports([
      {
        group: ['../*', '@aws-sdk/*', '@smithy/*', '@aws-lambda-powertools/*'],
        message: 'A chart knows its points only.',
      },
    ]),
  },
  {
    files: ['lambda/adapters/**/*.ts'],
    rules: imports([
      {
        group: ['**/handlers/*', '**/telemetry.ts'],
        message: 'Adapters import only types and errors from core.',
      },
    ]),
  },
  {
    files: ['lambda/config.ts', 'lambda/adapters/system-clock.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  { files: ['scripts/**', 'bench/**', 'test/**', '*.js'], rules: { 'no-console': 'off' } },
  // A describe block is a list of tests, not a function with a length.
  { files: ['test/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  {
    files: ['**/*.mjs', '**/*.js', '**/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
);
