import { FieldColorModeId, FieldConfigProperty, PanelPlugin } from '@grafana/data';
import { ForecastPanel } from './ForecastPanel.tsx';
import { addPanelOptions, type ForecastPanelOptions } from './panel-options.ts';

export const plugin = new PanelPlugin<ForecastPanelOptions>(ForecastPanel)
  .useFieldConfig({
    standardOptions: {
      [FieldConfigProperty.Color]: { defaultValue: { mode: FieldColorModeId.PaletteClassic }, settings: { byValueSupport: false, bySeriesSupport: true } },
    },
  })
  .setPanelOptions(addPanelOptions)
  .setDataSupport({ annotations: false, alertStates: false });
