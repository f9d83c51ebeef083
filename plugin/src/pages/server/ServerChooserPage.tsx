import { locationService, PluginPage } from '@grafana/runtime';
import { Combobox, EmptyState, Field } from '@grafana/ui';
import React from 'react';
import { Navigate, useLocation } from 'react-router';
import { useServiceClient } from '../../api/service-client-context.ts';
import { useFleetFault } from '../../api/use-fleet-fault.ts';
import { PageLink } from '../../components/PageLink.tsx';
import { FaultNotice } from '../../components/ServiceNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { serverPath, serversPath } from '../../view-models/plugin-paths.ts';
import { useServersByName } from './use-server.ts';

/** Finds a server: by the name in the URL, where a panel's menu led here, or by typing one. */
export function ServerChooserPage() {
  const url = new URLSearchParams(useLocation().search);
  const name = url.get('server') ?? '';
  return (
    <PluginPage pageNav={{ text: 'Server', url: serversPath }} subTitle="Every metric of one server, with its forecast">
      {name === '' ? <FleetFault /> : <NamedServer name={name} region={url.get('region')} />}
      <ServerPicker />
    </PluginPage>
  );
}

function NamedServer({ name, region }: { readonly name: string; readonly region: string | null }) {
  const { data: servers, fault, reload } = useServersByName(name, region);
  if (fault) return <FaultNotice fault={fault} onRetry={reload} />;
  if (servers === null) return <Skeleton height={120} />;
  const [only, another] = servers;
  if (only !== undefined && another === undefined) return <Navigate to={serverPath(only.serverId)} replace />;
  if (only === undefined) {
    return (
      <EmptyState variant="not-found" message={`Fleetcast knows no server named ${name}`}>
        The panel's data may name it differently than the metrics that Fleetcast reads; search for a part of its name.
      </EmptyState>
    );
  }
  return (
    <section aria-label="Servers of this name">
      <p>Several servers are named {name}. Which one?</p>
      <ul>
        {servers.map(({ serverId, region: itsRegion, profile }) => (
          <li key={serverId}>
            <PageLink href={serverPath(serverId)} style={{ textDecoration: 'underline' }}>{name}, region {itsRegion}, profile {profile}</PageLink>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** While there is no fleet to choose from, the list of choices would only be empty. */
function FleetFault() {
  const { fault, reload } = useFleetFault();
  return fault && <FaultNotice fault={fault} onRetry={reload} />;
}

function ServerPicker() {
  const client = useServiceClient();
  const find = async (typed: string) => {
    const { servers } = await client.fleet({ ...(typed && { search: typed }), limit: 50, sort: typed ? 'server' : 'risk' });
    return servers.map(({ serverId, server, region, profile }) => ({ value: serverId, label: server, description: `${profile}, ${region}` }));
  };
  return (
    <Field label="Choose a server" noMargin>
      <Combobox<string> id="server-picker" placeholder="Type a part of its name" prefixIcon="search" width={40} options={find} onChange={({ value }) => locationService.push(serverPath(value))} />
    </Field>
  );
}
