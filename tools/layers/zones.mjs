// The layer table as zones of eslint's import-x/no-restricted-paths.
import { domainLayers, pluginLayers, workspaceLayers } from './layer-table.mjs';

function zonesOf(table, prefix, message) {
  const folders = Object.keys(table);
  return folders.flatMap((folder) =>
    folders
      .filter((other) => other !== folder && !table[folder].some((allowed) => other === allowed || other.startsWith(`${allowed}/`)))
      .map((other) => ({ target: `./${prefix}${folder}`, from: `./${prefix}${other}`, message: `${folder} may not import ${other} (${message})` })),
  );
}

export function restrictedZones() {
  return [
    ...zonesOf(workspaceLayers, '', 'tools/layers/layer-table.mjs: workspaceLayers'),
    ...zonesOf(domainLayers, 'backend/src/domain/', 'tools/layers/layer-table.mjs: domainLayers'),
    ...zonesOf(pluginLayers, 'plugin/src/', 'tools/layers/layer-table.mjs: pluginLayers'),
  ];
}
