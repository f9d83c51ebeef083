import { PanelPlugin } from '@grafana/data';
import { ExplanationPanel } from './ExplanationPanel.tsx';
import { addPanelOptions, type ExplanationPanelOptions } from './panel-options.ts';

export const plugin = new PanelPlugin<ExplanationPanelOptions>(ExplanationPanel)
  .useFieldConfig()
  .setPanelOptions(addPanelOptions)
  .setDataSupport({ annotations: false, alertStates: false });
