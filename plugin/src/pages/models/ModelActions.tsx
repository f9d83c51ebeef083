import { css } from '@emotion/css';
import type { ModelRegistry } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, ConfirmModal, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import { mayVisitorAdminister } from '../../view-models/visitor-role.ts';
import type { useModels } from './use-models.ts';

type Models = Pick<ReturnType<typeof useModels>, 'change' | 'isChanging'>;

/** What an administrator can do about the models as a whole; promoting stands beside each version. */
export function ModelActions({ registry, models }: { readonly registry: ModelRegistry; readonly models: Models }) {
  const styles = useStyles2(getStyles);
  const [isRollingBack, setRollingBack] = useState(false);
  if (!mayVisitorAdminister()) return <p className={styles.hint}>Administrators promote, pin and roll back models.</p>;
  const { change, isChanging } = models;
  return (
    <div className={styles.buttons}>
      <Button icon="brain" disabled={isChanging} onClick={() => void change('train')} tooltip="Fine-tunes on this fleet in the background; what comes out must pass the gate">
        Train now
      </Button>
      {registry.pinned === null ? (
        <Button variant="secondary" icon="lock" disabled={isChanging} onClick={() => void change('pinModel')} tooltip="Nothing but a person changes the champion then">
          Pin {registry.champion}
        </Button>
      ) : (
        <Button variant="secondary" icon="unlock" disabled={isChanging} onClick={() => void change('unpinModel')}>
          Unpin
        </Button>
      )}
      {registry.challenger !== null && (
        <Button variant="secondary" icon="times" disabled={isChanging} onClick={() => void change('rejectChallenger')}>
          Reject {registry.challenger.version}
        </Button>
      )}
      {registry.former.length > 0 && (
        <Button variant="destructive" fill="outline" icon="history" disabled={isChanging} onClick={() => setRollingBack(true)}>
          Roll back
        </Button>
      )}
      <ConfirmModal
        isOpen={isRollingBack}
        title="Roll back"
        body={`${registry.former[0] ?? 'The model before it'} speaks again from the next cycle on, in place of ${registry.champion}.`}
        confirmText="Roll back"
        onConfirm={() => {
          setRollingBack(false);
          void change('rollBackModel');
        }}
        onDismiss={() => setRollingBack(false)}
      />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  buttons: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), margin: theme.spacing(1, 0, 2) }),
  hint: css({ margin: theme.spacing(1, 0, 2), color: theme.colors.text.secondary }),
});
