// Strict TypeScript everywhere, and the layer table (tools/layers/layer-table.ts) as import restrictions.
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

import { restrictedZones } from './tools/layers/zones.ts';

export default tseslint.config(
  { ignores: ['**/node_modules/**', '**/dist/**', 'packages/**', 'test-results/**', 'playwright-report/**'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ alwaysTryTypes: false }), createNodeResolver()] },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones: restrictedZones() }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  { files: ['plugin/src/**/*.tsx', 'plugin/src/**/*.ts', 'preview/src/**/*.tsx'], ...reactHooks.configs.flat['recommended-latest'] },
  { files: ['tools/**', 'bench/**', '**/*.test.ts', '**/*.test.tsx', '**/test/**'], rules: { 'no-console': 'off' } },
);
