/** The layer table as zones of eslint's import-x/no-restricted-paths. */
import { domainLayers, type LayerTable, pluginLayers, workspaceLayers } from './layer-table.ts';

interface RestrictedZone {
  readonly target: string;
  readonly from: string;
  readonly message: string;
}

function zonesOf(table: LayerTable, prefix: string, tableName: string): RestrictedZone[] {
  const folders = Object.keys(table);
  return folders.flatMap((folder) =>
    folders
      .filter((other) => other !== folder && !table[folder].some((allowed) => other === allowed || other.startsWith(`${allowed}/`)))
      .map((other) => ({
        target: `./${prefix}${folder}`,
        from: `./${prefix}${other}`,
        message: `${folder} may not import ${other} (tools/layers/layer-table.ts: ${tableName})`,
      })),
  );
}

export function restrictedZones(): RestrictedZone[] {
  return [
    ...zonesOf(workspaceLayers, '', 'workspaceLayers'),
    ...zonesOf(domainLayers, 'backend/src/domain/', 'domainLayers'),
    ...zonesOf(pluginLayers, 'plugin/src/', 'pluginLayers'),
  ];
}
