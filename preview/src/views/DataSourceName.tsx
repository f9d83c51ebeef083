import { type DataSourcePickerProps, getDataSourceSrv } from '@grafana/runtime';
import { Text } from '@grafana/ui';
import * as React from 'react';

/** The preview has one data source, so there is nothing to pick. */
export function DataSourceName({ current }: DataSourcePickerProps): React.ReactElement {
  return <Text>{getDataSourceSrv().getInstanceSettings(current)?.name ?? 'Not in the preview'}</Text>;
}
