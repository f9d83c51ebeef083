import type { AppPluginMeta, PluginMeta } from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import { appId } from '../view-models/plugin-paths.ts';

/** What Grafana stores for the app. The token is write-only: Grafana tells only whether one is set. */
export interface FleetcastJsonData {
  readonly serviceUrl?: string;
}
export type FleetcastMeta = AppPluginMeta<FleetcastJsonData>;

export interface SettingsToSave {
  readonly enabled: boolean;
  readonly pinned: boolean;
  readonly jsonData: FleetcastJsonData;
  /** Left out to keep the token that is stored. */
  readonly secureJsonData?: { readonly apiToken: string };
}

/** The stored settings, fresh: the ones a page was opened with are from before the last save. */
export async function readSettings(): Promise<PluginMeta<FleetcastJsonData>> {
  const answer = await lastValueFrom(getBackendSrv().fetch<PluginMeta<FleetcastJsonData>>({ url: `/api/plugins/${appId}/settings`, showErrorAlert: false }));
  return answer.data;
}

export async function saveSettings(settings: SettingsToSave): Promise<void> {
  await lastValueFrom(getBackendSrv().fetch({ url: `/api/plugins/${appId}/settings`, method: 'POST', data: settings, showErrorAlert: false, showSuccessAlert: false }));
}
