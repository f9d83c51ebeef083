// Who may import whom. The linter (eslint.config.mjs) and the architecture test both read this table.
// A folder may import itself, the folders listed beside it, and nothing else of this repository.

/** Folder -> folders it may import. */
export type LayerTable = Readonly<Record<string, readonly string[]>>;

export const workspaceLayers: LayerTable = {
  contract: [],
  simulator: ['contract'],
  'backend/src/domain': ['contract'],
  'backend/src/io': ['backend/src/domain', 'contract'],
  'backend/src/app': ['backend/src/io', 'backend/src/domain', 'contract', 'simulator'],
  plugin: ['contract'],
  preview: ['contract'],
  bench: ['backend', 'simulator', 'contract'],
};

/** Order inside backend/src/domain: each subject may import the ones listed beside it. No circles. */
export const domainLayers: LayerTable = {
  graph: [],
  nn: ['graph'],
  series: [],
  catalog: ['series'],
  intake: ['series', 'catalog'],
  tft: ['graph', 'nn'],
  features: ['series', 'tft', 'catalog'],
  training: ['graph', 'nn', 'tft', 'features', 'series', 'catalog'],
  forecasting: ['series', 'catalog', 'features', 'tft'],
  evaluation: ['series', 'catalog', 'tft', 'features', 'forecasting'],
  models: ['tft', 'catalog'],
  publication: ['series', 'forecasting'],
  principals: [],
};

/** Order inside plugin/src. */
export const pluginLayers: LayerTable = {
  'view-models': [],
  api: ['view-models'],
  components: ['view-models', 'api'],
  datasource: ['view-models', 'api', 'components'],
  panels: ['view-models', 'components'],
  pages: ['view-models', 'api', 'components'],
};
