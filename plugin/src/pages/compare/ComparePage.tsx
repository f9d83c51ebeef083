import type { Forecast } from '@fleetcast/contract';
import { PluginPage } from '@grafana/runtime';
import { ClipboardButton, EmptyState, Stack } from '@grafana/ui';
import React from 'react';
import { useFleetFault } from '../../api/use-fleet-fault.ts';
import { FaultNotice, PlainNotice } from '../../components/ServiceNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import type { Comparison, ServerComparison } from '../../view-models/comparison.ts';
import { earlierWindow } from '../../view-models/earlier-window.ts';
import { staleNotice } from '../../view-models/freshness-notice.ts';
import { comparePath } from '../../view-models/plugin-paths.ts';
import { minutesInWords } from '../../view-models/spans-of-time.ts';
import { ComparisonChart } from './ComparisonChart.tsx';
import { ComparisonToolbar } from './ComparisonToolbar.tsx';
import { OutlookTable } from './OutlookTable.tsx';
import { ScenarioComparison } from './ScenarioComparison.tsx';
import { useCompared, useComparison } from './use-comparison.ts';
import { WindowsTable } from './WindowsTable.tsx';

const historyHours = 24;

/** Server against server, now against what is expected, window against window, scenario against scenario; the address holds what is compared. */
export function ComparePage() {
  const [comparison, setComparison] = useComparison();
  return (
    <PluginPage
      pageNav={{ text: 'Compare', url: comparePath }}
      subTitle="Servers, moments, windows and scenarios side by side"
      actions={<ClipboardButton size="sm" variant="secondary" icon="link" getText={() => window.location.href}>Copy link</ClipboardButton>}
    >
      {comparison.by === 'scenarios' ? (
        <>
          <ComparisonToolbar comparison={comparison} onChange={setComparison} forecasts={[]} />
          <ScenarioComparison scenarioIds={comparison.scenarioIds} onGone={(gone) => setComparison({ by: 'scenarios', scenarioIds: comparison.scenarioIds.filter((id) => id !== gone) })} />
        </>
      ) : (
        <ServersCompared comparison={comparison} onChange={setComparison} />
      )}
    </PluginPage>
  );
}

function ServersCompared({ comparison, onChange }: { readonly comparison: ServerComparison; readonly onChange: (comparison: Comparison) => void }) {
  const { data, fault, reload } = useCompared(comparison);
  const forecasts = data ?? [];
  const stale = forecasts[0] && staleNotice(forecasts[0].freshness);
  return (
    <>
      <ComparisonToolbar comparison={comparison} onChange={onChange} forecasts={forecasts} />
      {fault && <FaultNotice fault={fault} onRetry={reload} />}
      {!fault && stale && <PlainNotice {...stale} />}
      {comparison.serverIds.length === 0 ? (
        <NothingChosen by={comparison.by} />
      ) : (
        data === null ? !fault && <Skeleton height={420} /> : <Compared comparison={comparison} forecasts={data} />
      )}
    </>
  );
}

function NothingChosen({ by }: Pick<ServerComparison, 'by'>) {
  const { fault, reload } = useFleetFault();
  if (fault) return <FaultNotice fault={fault} onRetry={reload} />;
  return (
    <EmptyState variant="call-to-action" message={by === 'servers' ? 'Choose servers to compare' : 'Choose a server'} hideImage>
      Type a part of a name above; the riskiest servers are offered first.
    </EmptyState>
  );
}

function Compared({ comparison, forecasts }: { readonly comparison: ServerComparison; readonly forecasts: readonly Forecast[] }) {
  if (comparison.by === 'outlook') return forecasts.length === 0 ? <NothingKnown /> : <OutlookTable forecasts={forecasts} rowsAre="metrics" />;
  const metric = comparison.metric ?? forecasts.map((forecast) => forecast.metric).sort()[0];
  const shown = comparison.serverIds.flatMap((id) => forecasts.filter((forecast) => forecast.serverId === id && forecast.metric === metric));
  const [first, ...others] = shown;
  if (first === undefined) return <NothingKnown />;
  if (comparison.by === 'servers') {
    return (
      <Stack direction="column" gap={2}>
        <ComparisonChart forecasts={[first, ...others]} historyHours={historyHours} />
        <OutlookTable forecasts={shown} rowsAre="servers" />
      </Stack>
    );
  }
  const earlier = earlierWindow(first, comparison.lagHours);
  return (
    <Stack direction="column" gap={2}>
      {earlier.history.values.every((value) => value === null) && (
        <PlainNotice severity="info" title="Nothing is known of the earlier window" text="History does not reach back so far yet." />
      )}
      <ComparisonChart forecasts={[first, earlier]} historyHours={historyHours} />
      <WindowsTable forecast={first} earlier={earlier} lag={minutesInWords(comparison.lagHours * 60)} />
    </Stack>
  );
}

function NothingKnown() {
  return (
    <EmptyState variant="not-found" message="No forecast of this metric and these servers">
      The servers may not report this metric, or are gone: choose others above.
    </EmptyState>
  );
}
