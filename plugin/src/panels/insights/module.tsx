import { PanelPlugin } from '@grafana/data';
import { InsightsPanel } from './InsightsPanel.tsx';

export const plugin = new PanelPlugin(InsightsPanel).setDataSupport({ annotations: false, alertStates: false });
