// Who may import whom. The linter (eslint.config.mjs) and the architecture test both read this table.
// A folder may import itself, the folders listed beside it, and nothing else of this repository.

/** Folder -> folders it may import. */
export type LayerTable = Readonly<Record<string, readonly string[]>>;

export const workspaceLayers: LayerTable = {
  contract: [],
  simulator: [],
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
  calendar: ['series'],
  incidents: ['series'],
  catalog: ['series'],
  intake: ['catalog'],
  tft: ['graph', 'nn'],
  features: ['series', 'tft'],
  training: ['graph', 'tft', 'features', 'series', 'incidents'],
  forecasting: ['series', 'features', 'tft'],
  evaluation: ['series', 'tft', 'features', 'forecasting'],
  whatif: ['series', 'forecasting'],
  recommendation: ['catalog', 'series'],
  explanation: ['series', 'tft', 'features', 'forecasting'],
  'event-effects': ['calendar', 'series', 'features', 'forecasting'],
  models: ['tft', 'features', 'series', 'forecasting', 'evaluation'],
  publication: ['series', 'forecasting'],
  warnings: ['series', 'catalog'],
  overview: ['series', 'publication', 'warnings'],
  export: ['overview', 'publication', 'warnings'],
  tickets: ['warnings'],
  principals: [],
};

/** Order inside plugin/src. */
export const pluginLayers: LayerTable = {
  'view-models': [],
  api: ['view-models'],
  components: ['view-models'],
  datasource: ['view-models', 'api', 'components'],
  panels: ['view-models', 'api', 'components'],
  pages: ['view-models', 'api', 'components'],
};
