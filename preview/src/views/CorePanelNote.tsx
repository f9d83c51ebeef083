import type { PanelProps } from '@grafana/data';
import { Stack, Text } from '@grafana/ui';
import * as React from 'react';

/** Stands where Grafana would draw one of its own panels. */
export function CorePanelNote({ data }: PanelProps): React.ReactElement {
  const rows = data.series.reduce((sum, frame) => sum + frame.length, 0);
  return (
    <Stack direction="column" alignItems="center" justifyContent="center" height="100%" gap={0.5}>
      <Text color="secondary" textAlignment="center">
        Grafana draws this panel itself. The preview has only Fleetcast&apos;s own panels.
      </Text>
      <Text color="secondary" variant="bodySmall" textAlignment="center">
        {data.request === undefined ? 'Its data source is not in the preview.' : data.series.length === 0 ? 'Its query returned no data.' : `Its query returned ${data.series.length} frame${data.series.length === 1 ? '' : 's'}, ${rows} rows.`}
      </Text>
    </Stack>
  );
}
