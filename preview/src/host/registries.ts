import {
  booleanOverrideProcessor, dataLinksOverrideProcessor, type FieldConfigPropertyItem, identityOverrideProcessor, numberOverrideProcessor, standardEditorsRegistry,
  standardFieldConfigEditorRegistry, standardTransformers, standardTransformersRegistry, stringOverrideProcessor, thresholdsOverrideProcessor, unitOverrideProcessor,
  valueMappingsOverrideProcessor, displayNameOverrideProcessor, ThresholdsMode,
} from '@grafana/data';

import { optionEditors } from '../views/option-editors';

const noEditor = () => null;

/** The standard field options, without which overrides, units and thresholds of a panel do nothing. */
const fieldOptions: ReadonlyArray<readonly [id: string, process: FieldConfigPropertyItem['process'], defaultValue?: unknown]> = [
  ['unit', unitOverrideProcessor as FieldConfigPropertyItem['process']],
  ['min', numberOverrideProcessor as FieldConfigPropertyItem['process']],
  ['max', numberOverrideProcessor as FieldConfigPropertyItem['process']],
  ['fieldMinMax', booleanOverrideProcessor as FieldConfigPropertyItem['process']],
  ['decimals', numberOverrideProcessor as FieldConfigPropertyItem['process']],
  ['displayName', displayNameOverrideProcessor as FieldConfigPropertyItem['process']],
  ['color', identityOverrideProcessor as FieldConfigPropertyItem['process'], { mode: 'palette-classic' }],
  ['noValue', stringOverrideProcessor as FieldConfigPropertyItem['process']],
  ['links', dataLinksOverrideProcessor as FieldConfigPropertyItem['process']],
  ['mappings', valueMappingsOverrideProcessor as FieldConfigPropertyItem['process'], []],
  ['thresholds', thresholdsOverrideProcessor as FieldConfigPropertyItem['process'], { mode: ThresholdsMode.Absolute, steps: [{ value: -Infinity, color: 'green' }, { value: 80, color: 'red' }] }],
  ['filterable', booleanOverrideProcessor as FieldConfigPropertyItem['process']],
];

export function initialiseRegistries(): void {
  standardEditorsRegistry.setInit(() => [...optionEditors]);
  standardFieldConfigEditorRegistry.setInit(() =>
    fieldOptions.map(([id, process, defaultValue]): FieldConfigPropertyItem => ({
      id, path: id, name: id, editor: noEditor, override: noEditor, process, shouldApply: () => true, settings: {}, category: ['Standard options'], defaultValue,
    })),
  );
  standardTransformersRegistry.setInit(() =>
    [...new Map(Object.values(standardTransformers).map((transformation) => [transformation.id, transformation])).values()].map((transformation) => ({ id: transformation.id, name: transformation.name, editor: noEditor, transformation: async () => transformation, imageDark: '', imageLight: '' })),
  );
}
