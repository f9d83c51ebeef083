// Builds the app plugin and its nested data source and panel into plugin/dist, the folder that Grafana mounts.
// Everything that Grafana shares with its plugins stays outside the bundles.
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import CopyPlugin from 'copy-webpack-plugin';

const here = import.meta.dirname;
const source = path.join(here, 'src');
const { version, name: appId } = JSON.parse(readFileSync(path.join(here, 'package.json'), 'utf8'));

/** Packages that Grafana provides; `amd-module` is the loader's own module record (src/public-path.ts). */
const providedByGrafana = [
  { 'amd-module': 'module' },
  'react', 'react/jsx-runtime', 'react-dom', 'react-router', 'rxjs', 'rxjs/operators', 'lodash', 'moment', 'i18next',
  '@emotion/css', '@emotion/react',
  /^@grafana\/(data|runtime|ui)$/,
];

/** One entry per plugin.json: its module.ts(x) beside it becomes module.js in the same folder of dist. */
function pluginEntries() {
  return Object.fromEntries(
    globSync('**/plugin.json', { cwd: source }).map((file) => {
      const entry = path.join(path.dirname(file), 'module');
      const module = ['.ts', '.tsx'].map((extension) => path.join(source, entry + extension)).find((candidate) => existsSync(candidate));
      if (module === undefined) throw new Error(`${file} has no module.ts or module.tsx beside it`);
      return [entry, module];
    }),
  );
}

const stamped = (text) =>
  text.toString().replaceAll('%VERSION%', version).replaceAll('%TODAY%', new Date().toISOString().slice(0, 10)).replaceAll('%PLUGIN_ID%', appId);

export default {
  mode: 'production',
  context: source,
  entry: pluginEntries(),
  devtool: 'source-map',
  externals: providedByGrafana,
  module: {
    rules: [
      // The contract's files only declare: a schema nobody imports need not be in a bundle.
      { test: /contract[\\/]src[\\/].*\.ts$/, sideEffects: false },
      {
        test: /\.tsx?$/,
        exclude: /node_modules/,
        loader: 'swc-loader',
        options: { jsc: { target: 'es2022', parser: { syntax: 'typescript', tsx: true }, transform: { react: { runtime: 'classic' } } } },
      },
    ],
  },
  resolve: { extensions: ['.tsx', '.ts', '.mjs', '.js'] },
  output: {
    path: path.join(here, 'dist'),
    clean: true,
    filename: '[name].js',
    chunkFilename: '[name].[contenthash:8].js',
    library: { type: 'amd' },
    publicPath: `public/plugins/${appId}/`,
    uniqueName: appId,
    crossOriginLoading: 'anonymous',
  },
  plugins: [
    new CopyPlugin({
      patterns: [
        { from: '**/plugin.json', transform: stamped },
        { from: 'dashboards/*.json' },
        { from: '**/img/*.svg' },
        // The pictures of the README, which browser tests make.
        { from: '../../docs/images/*.png', to: 'img/screenshots/[name][ext]' },
        { from: 'README.md', transform: stamped },
        { from: '../../CHANGELOG.md' },
        { from: '../../LICENSE', toType: 'file', to: 'LICENSE', noErrorOnMissing: true },
      ],
    }),
  ],
  performance: { maxEntrypointSize: 130_000, maxAssetSize: 200_000, hints: 'warning', assetFilter: (file) => file.endsWith('.js') },
  stats: 'errors-warnings',
};
