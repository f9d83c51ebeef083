import { css } from '@emotion/css';
import type { InterventionKind } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { Field, IconButton, RadioButtonGroup, Select, useStyles2 } from '@grafana/ui';
import React, { useId } from 'react';
import { type DraftPlace, firstDraft, horizonHours, type InterventionDraft, kindForms, kindsFor } from '../../view-models/intervention-draft.ts';
import { RangeField } from './RangeField.tsx';

interface Props {
  readonly draft: InterventionDraft;
  readonly place: DraftPlace;
  /** Its place among the changes, from 1. */
  readonly number: number;
  readonly onChange: (draft: InterventionDraft) => void;
  /** Null where it is the only one. */
  readonly onRemove: (() => void) | null;
}

const scopes = [
  { value: true, label: 'This server' },
  { value: false, label: 'Its tier' },
];

/** One change: what kind, how much, on whom and when. */
export function InterventionForm({ draft, place, number, onChange, onRemove }: Props) {
  const styles = useStyles2(getStyles);
  const id = useId();
  const { sliders, chooses, hasScope, hasTime } = kindForms[draft.kind];
  const peers = place.peers.filter((peer) => chooses === 'peer' || peer.serverId !== place.serverId);
  const set = (part: Partial<InterventionDraft>) => onChange({ ...draft, ...part });
  return (
    <fieldset className={styles.change}>
      <legend className={styles.legend}>Change {number}</legend>
      <div className={styles.head}>
        <Select<InterventionKind>
          inputId={`${id}-kind`} aria-label={`Kind of change ${number}`} value={draft.kind}
          options={kindsFor(place).map((kind) => ({ value: kind, label: kindForms[kind].title }))}
          onChange={({ value }) => value !== undefined && onChange(firstDraft(value, place))}
        />
        {onRemove && <IconButton name="trash-alt" tooltip={`Remove change ${number}`} onClick={onRemove} />}
      </div>
      {chooses !== null && (
        <Field noMargin label={chooses === 'peer' ? 'Which server' : 'To'} htmlFor={`${id}-choice`}>
          <Select<string> inputId={`${id}-choice`} value={draft.choice} options={peers.map(({ serverId, server }) => ({ value: serverId, label: server }))} onChange={({ value }) => set({ choice: value ?? null })} />
        </Field>
      )}
      {hasScope && place.tier !== null && place.peers.length > 1 && (
        <RadioButtonGroup size="sm" fullWidth aria-label={`On whom change ${number} acts`} options={scopes} value={draft.isAlone} onChange={(isAlone) => set({ isAlone })} />
      )}
      {sliders.map(({ name, ...field }) => (
        <RangeField key={name} {...field} value={draft.numbers[name] ?? field.first} onChange={(value) => set({ numbers: { ...draft.numbers, [name]: value } })} />
      ))}
      {hasTime && (
        <RangeField label="From, hours from now" least={0} most={horizonHours - 0.5} step={0.5} unit="h" value={draft.fromHours}
          onChange={(fromHours) => set({ fromHours, toHours: Math.max(draft.toHours, fromHours + 0.5) })} />
      )}
      {hasTime && draft.kind !== 'restart' && (
        <RangeField label="To" least={0.5} most={horizonHours} step={0.5} unit="h" value={draft.toHours}
          onChange={(toHours) => set({ toHours, fromHours: Math.min(draft.fromHours, toHours - 0.5) })} />
      )}
    </fieldset>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  change: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0, margin: 0, padding: theme.spacing(1, 1.5, 1.5), border: `1px solid ${theme.colors.border.weak}`, borderRadius: theme.shape.radius.default }),
  legend: css({ width: 'auto', margin: 0, padding: theme.spacing(0, 0.5), fontSize: theme.typography.bodySmall.fontSize, color: theme.colors.text.secondary, border: 0 }),
  head: css({ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) auto', gap: theme.spacing(1), alignItems: 'center' }),
});
