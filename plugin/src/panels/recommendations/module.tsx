import { PanelPlugin } from '@grafana/data';
import { RecommendationsPanel } from './RecommendationsPanel.tsx';

export const plugin = new PanelPlugin(RecommendationsPanel).setDataSupport({ annotations: false, alertStates: false });
