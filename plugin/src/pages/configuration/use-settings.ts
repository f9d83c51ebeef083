import { useEffect, useState } from 'react';
import { type FleetcastMeta, readSettings, saveSettings } from '../../api/plugin-settings.ts';
import type { Notice } from '../../view-models/freshness-notice.ts';

export interface SettingsDraft {
  readonly serviceUrl: string;
  readonly typedToken: string;
  /** Grafana keeps a token that was not touched here. */
  readonly hasStoredToken: boolean;
}

type Outcome = Omit<Notice, 'severity'> & { readonly severity: 'success' | 'error' };

/** The settings as stored, as edited, and what became of saving them. */
export function useSettings(meta: FleetcastMeta) {
  const [{ draft, isDirty }, setEdited] = useState(() => ({ draft: draftOf(meta), isDirty: false }));
  const [isEnabled, setEnabled] = useState(meta.enabled ?? false);
  const [isBusy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);

  useEffect(() => {
    let isStillHere = true;
    // `meta` may be from before the last save; where this fails, what it says is the best there is.
    readSettings().then(
      (stored) => {
        if (!isStillHere) return;
        // Whoever types faster than Grafana answers must not lose what was typed.
        setEdited((before) => (before.isDirty ? before : { draft: draftOf(stored), isDirty: false }));
        setEnabled(stored.enabled ?? false);
      },
      () => undefined,
    );
    return () => {
      isStillHere = false;
    };
  }, []);

  const edit = (change: Partial<SettingsDraft>) => {
    setEdited((before) => ({ draft: { ...before.draft, ...change }, isDirty: true }));
    setOutcome(null);
  };
  const save = async (enabled: boolean) => {
    setBusy(true);
    try {
      const serviceUrl = draft.serviceUrl.replace(/\/+$/, '');
      await saveSettings({ enabled, pinned: true, jsonData: { serviceUrl }, ...(draft.typedToken !== '' && { secureJsonData: { apiToken: draft.typedToken } }) });
      setEdited({ draft: { serviceUrl, typedToken: '', hasStoredToken: draft.hasStoredToken || draft.typedToken !== '' }, isDirty: false });
      setEnabled(enabled);
      setOutcome({ severity: 'success', title: enabled ? 'Saved' : 'The app is disabled', text: enabled ? 'The connection can be tested now.' : 'Its pages stay away until it is enabled again.' });
    } catch (thrown) {
      setOutcome({ severity: 'error', title: 'Grafana did not save the settings', text: reasonOf(thrown) });
    } finally {
      setBusy(false);
    }
  };
  return { draft, edit, isEnabled, isDirty, isBusy, outcome, save };
}

function draftOf({ jsonData, secureJsonFields }: Pick<FleetcastMeta, 'jsonData' | 'secureJsonFields'>): SettingsDraft {
  return { serviceUrl: jsonData?.serviceUrl ?? '', typedToken: '', hasStoredToken: secureJsonFields?.apiToken === true };
}

function reasonOf(thrown: unknown): string {
  const { data, statusText } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as { data?: { message?: string }; statusText?: string };
  return data?.message ?? statusText ?? 'No reason was given; are you signed in as an administrator?';
}
