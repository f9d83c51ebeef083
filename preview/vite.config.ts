import path from 'node:path';

import { defineConfig } from 'vite';

const runtime = path.resolve(import.meta.dirname, '../node_modules/@grafana/runtime/dist/esm');

export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'warn',
  define: { 'process.env.NODE_ENV': JSON.stringify('production'), 'process.env': '{}', global: 'window' },
  resolve: {
    // One copy of each, as in Grafana: the plugin, Scenes and the host must meet in the same contexts.
    dedupe: ['react', 'react-dom', '@emotion/css', '@emotion/react', 'i18next', 'rxjs', 'lodash', '@grafana/data', '@grafana/ui', '@grafana/runtime', '@grafana/e2e-selectors'],
    // Setters that only Grafana itself calls are not among the package's exports.
    alias: [
      { find: /^@grafana-internal\/runtime\/(.*)$/, replacement: `${runtime}/$1.mjs` },
      { find: /^(monaco-editor|@monaco-editor\/react)$/, replacement: path.resolve(import.meta.dirname, 'src/host/no-code-editor.tsx') },
    ],
  },
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 20_000, reportCompressedSize: false,
    rollupOptions: {
      // 'use client' directives and comment placement inside libraries: nothing to do about them here.
      onwarn: (warning, warn) => (['MODULE_LEVEL_DIRECTIVE', 'INVALID_ANNOTATION'].includes(warning.code ?? '') ? undefined : warn(warning)),
    },
  },
});
