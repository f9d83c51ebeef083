import { css } from '@emotion/css';
import type { Intervention } from '@fleetcast/contract';
import { type GrafanaTheme2, locationUtil } from '@grafana/data';
import { Button, Checkbox, Input, LinkButton, useStyles2 } from '@grafana/ui';
import React, { useId, useState } from 'react';
import { comparisonToUrl, mostCompared } from '../../view-models/comparison.ts';
import { comparePath } from '../../view-models/plugin-paths.ts';
import type { SavedScenarioList } from '../../view-models/saved-scenario-list.ts';
import { changesText, verdictText } from '../../view-models/scenario-words.ts';
import { PageLink } from '../PageLink.tsx';
import { FaultNotice } from '../ServiceNotice.tsx';

interface Props {
  readonly list: SavedScenarioList;
  /** What the form asks now: what is saved. */
  readonly interventions: readonly Intervention[];
  /** Whether the service has answered it: only then is it worth a name. */
  readonly isAnswered: boolean;
}

const linkTo = (scenarioIds: readonly string[]) => `${comparePath}?${comparisonToUrl({ by: 'scenarios', scenarioIds })}`;

/** The question of the form gets a name; those that have one are opened, or compared side by side. */
export function SavedScenarios({ list: { scenarios, fault, save }, interventions, isAnswered }: Props) {
  const styles = useStyles2(getStyles);
  const headingId = useId();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const known = scenarios ?? [];
  const compared = chosen.filter((id) => known.some(({ scenarioId }) => scenarioId === id));
  return (
    <section className={styles.saved} aria-labelledby={headingId}>
      <h3 id={headingId} className={styles.heading}>Saved scenarios</h3>
      {fault && <FaultNotice fault={fault} />}
      {save !== null && <NameForm isReady={isAnswered && interventions.length > 0} onSave={(name) => save(name, interventions)} />}
      {scenarios?.length === 0 && <p className={styles.quiet}>{save === null ? 'None of this server yet; editors save them.' : 'None of this server yet.'}</p>}
      <ul className={styles.list}>
        {known.map((scenario) => (
          <li key={scenario.scenarioId} className={styles.one}>
            <Checkbox aria-label={`Compare ${scenario.name}`} value={compared.includes(scenario.scenarioId)} disabled={compared.length === mostCompared && !compared.includes(scenario.scenarioId)}
              onChange={(event) => setChosen(event.currentTarget.checked ? [...compared, scenario.scenarioId] : compared.filter((id) => id !== scenario.scenarioId))} />
            <div className={styles.words}>
              <PageLink className={styles.link} href={linkTo([scenario.scenarioId])}>{scenario.name}</PageLink>
              <span className={styles.quiet}>{changesText(scenario)}{scenario.action !== null && ` · ${verdictText(scenario)}`}</span>
            </div>
          </li>
        ))}
      </ul>
      {compared.length > 1 && <LinkButton size="sm" variant="secondary" icon="columns" href={locationUtil.assureBaseUrl(linkTo(compared))}>Compare {compared.length} side by side</LinkButton>}
    </section>
  );
}

const mostCharacters = 120;

function NameForm({ isReady, onSave }: { readonly isReady: boolean; readonly onSave: (name: string) => Promise<boolean> }) {
  const styles = useStyles2(getStyles);
  const [name, setName] = useState('');
  const [isSaving, setSaving] = useState(false);
  const trimmed = name.trim();
  const submit = async () => {
    setSaving(true);
    if (await onSave(trimmed)) setName('');
    setSaving(false);
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Input aria-label="Name of the scenario" placeholder="Scenario name" value={name} maxLength={mostCharacters} onChange={(event) => setName(event.currentTarget.value)} />
      <Button type="submit" size="sm" variant="secondary" icon="save" disabled={!isReady || isSaving || trimmed === ''}>Save</Button>
    </form>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  saved: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0, alignItems: 'flex-start', '& > form, & > ul': { width: '100%' } }),
  heading: css({ margin: theme.spacing(1, 0, 0), fontSize: theme.typography.bodySmall.fontSize, color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightMedium }),
  form: css({ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) auto', gap: theme.spacing(1), alignItems: 'center' }),
  list: css({ listStyle: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  one: css({ display: 'flex', gap: theme.spacing(1), minWidth: 0 }),
  words: css({ display: 'flex', flexDirection: 'column', minWidth: 0, overflowWrap: 'anywhere' }),
  link: css({ textDecoration: 'underline' }),
  quiet: css({ margin: 0, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
