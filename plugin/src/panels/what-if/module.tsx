import { PanelPlugin } from '@grafana/data';
import { WhatIfPanel, type WhatIfPanelOptions } from './WhatIfPanel.tsx';

export const plugin = new PanelPlugin<WhatIfPanelOptions>(WhatIfPanel)
  .setPanelOptions((builder) =>
    builder.addSelect({
      path: 'historyHours', name: 'History', category: ['What if'], defaultValue: 6,
      settings: { options: [1, 3, 6, 12, 24].map((value) => ({ value, label: `${value} hours` })) },
    }),
  )
  .setDataSupport({ annotations: false, alertStates: false });
