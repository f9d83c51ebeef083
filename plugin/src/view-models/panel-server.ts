import type { DataFrame, ScopedVars } from '@grafana/data';

/** Labels and variables under which people keep a server's name, the most telling first. */
const serverLabels = ['server', 'host', 'hostname', 'nodename', 'node', 'instance', 'vm', 'pod'] as const;

interface ShownPanel {
  readonly scopedVars?: ScopedVars;
  readonly data?: { readonly series: readonly DataFrame[] };
}

/** The one server that a panel shows, from its repeat variables or the labels of its data; null when there is none, or many. */
export function serverOfPanel({ scopedVars, data }: ShownPanel): { readonly server: string; readonly region?: string } | null {
  for (const name of serverLabels) {
    const value: unknown = scopedVars?.[name]?.value;
    if (typeof value === 'string' && value !== '') return { server: withoutPort(name, value) };
  }
  for (const name of serverLabels) {
    const servers = labelValues(data?.series ?? [], name).map((value) => withoutPort(name, value));
    const [only, another] = new Set(servers);
    if (only !== undefined && another === undefined) {
      const [region, otherRegion] = new Set(labelValues(data?.series ?? [], 'region'));
      return region !== undefined && otherRegion === undefined ? { server: only, region } : { server: only };
    }
    if (only !== undefined) return null;
  }
  return null;
}

function labelValues(frames: readonly DataFrame[], label: string): string[] {
  return frames.flatMap(({ fields }) => fields.flatMap(({ labels }) => labels?.[label] ?? []));
}

/** Prometheus' instance is host:port; every other label is a name as it is. */
function withoutPort(label: string, value: string): string {
  return label === 'instance' ? value.replace(/:\d+$/, '') : value;
}
