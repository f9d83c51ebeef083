// The plugin's tests run in jsdom, as CommonJS: that is how the @grafana packages are best loaded outside a bundler.
import path from 'node:path';

/** Packages that exist as ES modules only, at any depth below @grafana/*. */
const esModulesOnly = [
  '@grafana/schema', '@react-hookz/web', '@ver0', '@wojtekmaj/date-utils', 'd3', 'd3-\\w+', 'delaunator', 'get-user-locale', 'internmap', 'marked', 'memoize', 'mimic-function', 'ol', 'quickselect',
  'rbush', 'react-calendar', 'react-colorful', 'robust-predicates', 'rxjs', 'uuid',
];

const transformWith = (parser) => ['@swc/jest', { jsc: { parser, target: 'es2024', transform: { react: { runtime: 'classic' } } }, module: { type: 'commonjs' } }];

export default {
  displayName: 'plugin',
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/src'],
  testMatch: ['**/*.test.ts', '**/*.test.tsx'],
  testEnvironment: 'jsdom',
  testEnvironmentOptions: { customExportConditions: ['require', 'node', 'default'] },
  setupFiles: [path.join(import.meta.dirname, 'jest-setup.mjs')],
  setupFilesAfterEnv: [path.join(import.meta.dirname, 'jest-patience.mjs')],
  transform: {
    '\\.tsx?$': transformWith({ syntax: 'typescript', tsx: true }),
    '\\.m?js$': transformWith({ syntax: 'ecmascript', jsx: true }),
  },
  transformIgnorePatterns: [`/node_modules/(?!(?:.*/)?(${esModulesOnly.join('|')})/)`],
  moduleNameMapper: {
    '\\.css$': path.join(import.meta.dirname, 'jest-style-stub.mjs'),
    '^react-inlinesvg$': path.join(import.meta.dirname, 'jest-icon-stub.mjs'),
  },
};
