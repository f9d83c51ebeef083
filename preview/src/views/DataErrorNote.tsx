import type { PanelDataErrorViewProps } from '@grafana/runtime';
import { Stack, Text } from '@grafana/ui';
import * as React from 'react';

/** What a panel shows when its data is not what it draws. */
export function DataErrorNote({ message, data }: PanelDataErrorViewProps): React.ReactElement {
  return (
    <Stack alignItems="center" justifyContent="center" height="100%">
      <Text color="secondary">{message ?? (data.series.length === 0 ? 'No data' : 'Data is missing a field that this panel needs')}</Text>
    </Stack>
  );
}
