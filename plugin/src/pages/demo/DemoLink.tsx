import { locationUtil } from '@grafana/data';
import { LinkButton } from '@grafana/ui';
import React from 'react';
import { useServiceClient } from '../../api/service-client-context.ts';
import { usePolled } from '../../api/use-polled.ts';
import { demoPath } from '../../view-models/plugin-paths.ts';

/** The way to the Demo page; nothing where the fleet is real. */
export function DemoLink() {
  const client = useServiceClient();
  const { data } = usePolled('simulated', (signal) => client.get('status', { signal }));
  if (data?.simulated !== true) return null;
  return <LinkButton size="sm" variant="secondary" icon="play" href={locationUtil.assureBaseUrl(demoPath)}>Demo scenarios</LinkButton>;
}
