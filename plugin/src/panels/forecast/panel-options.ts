import type { PanelOptionsEditorBuilder, SelectableValue } from '@grafana/data';
import { GraphThresholdsStyleMode, type OptionsWithLegend, type OptionsWithTooltip } from '@grafana/schema';
import { commonOptionsBuilder } from '@grafana/ui';
import { type BandLevel, bandLevels } from '../../view-models/forecast-bands.ts';

export interface ForecastPanelOptions extends OptionsWithLegend, OptionsWithTooltip {
  bands: BandLevel[];
  thresholds: GraphThresholdsStyleMode;
  marksBreaches: boolean;
  /** Hours before the last observed step; 0 follows the dashboard's time range. */
  historyHours: number;
  reachesHorizon: boolean;
  showsFacts: boolean;
}

/** Grafana types the options of a multi-select as whole values; each one is an element. */
const bandOptions = bandLevels.map((value) => ({ value, label: `${value}%` })) as unknown as SelectableValue<BandLevel[]>[];

export function addPanelOptions(builder: PanelOptionsEditorBuilder<ForecastPanelOptions>): void {
  const category = ['Forecast'];
  builder
    .addMultiSelect({
      path: 'bands', name: 'Bands', description: 'Central ranges that should hold this share of what comes. Three to eight series show the 80% band only, more none', category, defaultValue: [...bandLevels],
      settings: { options: bandOptions },
    })
    .addRadio({
      path: 'thresholds', name: 'Thresholds', category, defaultValue: GraphThresholdsStyleMode.Dashed,
      settings: {
        options: [
          { value: GraphThresholdsStyleMode.Off, label: 'Off' },
          { value: GraphThresholdsStyleMode.Dashed, label: 'Lines' },
          { value: GraphThresholdsStyleMode.DashedAndArea, label: 'Lines and areas' },
        ],
      },
    })
    .addBooleanSwitch({ path: 'marksBreaches', name: 'Mark predicted breaches', description: 'The median moment and its 80% interval, where a breach is more likely than not', category, defaultValue: true })
    .addSelect({
      path: 'historyHours', name: 'History', category, defaultValue: 0,
      settings: {
        options: [
          { value: 0, label: 'As the dashboard' },
          ...[3, 6, 12, 24].map((value) => ({ value, label: `${value} hours` })),
          { value: 72, label: '3 days' },
          { value: 192, label: '8 days' },
        ],
      },
    })
    .addBooleanSwitch({ path: 'reachesHorizon', name: 'Reach to the end of the forecast', description: 'Even where the dashboard ends at now', category, defaultValue: true })
    .addBooleanSwitch({ path: 'showsFacts', name: 'Say who speaks', description: 'Model or simple forecast, its skill so far, missing input (panels with one series)', category, defaultValue: true });
  commonOptionsBuilder.addTooltipOptions(builder);
  commonOptionsBuilder.addLegendOptions(builder);
}
