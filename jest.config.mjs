// Backend, contract, simulator, bench and tools run as ES modules on Node 24; the plugin has its own project (jsdom).
import { existsSync } from 'node:fs';

const esm = {
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } }] },
  testEnvironment: '<rootDir>/tools/test/shared-realm-environment.mjs',
};
export default {
  // Found out by hanging alone: no test is held to a speed, however busy the machine is.
  testTimeout: 600_000,
  projects: [
    {
      ...esm,
      displayName: 'unit',
      rootDir: '.',
      testMatch: ['<rootDir>/{contract,simulator,backend,bench}/src/**/*.test.ts', '<rootDir>/{tools,preview}/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '/dist/', '<rootDir>/preview/test/', '<rootDir>/tools/\\w+/test/'],
    },
    {
      ...esm,
      displayName: 'integration',
      rootDir: '.',
      testMatch: ['<rootDir>/{backend,simulator,bench,tools/*}/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '/dist/'],
    },
    ...(existsSync(new URL('plugin/jest.config.mjs', import.meta.url)) ? ['<rootDir>/plugin/jest.config.mjs'] : []),
  ],
};
