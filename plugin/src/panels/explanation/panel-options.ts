import type { PanelOptionsEditorBuilder } from '@grafana/data';

export interface ExplanationPanelOptions {
  showsChart: boolean;
  showsAttention: boolean;
  showsEffects: boolean;
}

export function addPanelOptions(builder: PanelOptionsEditorBuilder<ExplanationPanelOptions>): void {
  const category = ['Explanation'];
  builder
    .addBooleanSwitch({ path: 'showsChart', name: 'Draw the series', description: 'History, forecast, and the past that would have avoided a breach as a dashed line', category, defaultValue: true })
    .addBooleanSwitch({ path: 'showsAttention', name: 'Draw the attention', description: "Bars under the history: where the model looked, half hour by half hour", category, defaultValue: true })
    .addBooleanSwitch({ path: 'showsEffects', name: 'Draw the effects', description: 'A strip under the history: what each half hour did to the forecast', category, defaultValue: true });
}
