import { css } from '@emotion/css';
import type { WarningDetail } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Field, TextArea, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import { mayVisitorOperate } from '../../view-models/visitor-role.ts';
import { FaultNotice } from '../../components/ServiceNotice.tsx';
import type { OpenedWarning } from './use-warnings.ts';

const mostCharacters = 2000;
const mostCharactersOfAction = 500;

/** What an editor can do about a warning: acknowledge it, comment on it, say what was done. */
export function WarningAnswerForm({ opened, warning }: { readonly opened: OpenedWarning; readonly warning: WarningDetail }) {
  const styles = useStyles2(getStyles);
  const [text, setText] = useState('');
  if (!mayVisitorOperate()) return <p className={styles.hint}>Editors acknowledge warnings and comment on them.</p>;

  const trimmed = text.trim();
  const send = async (name: Parameters<OpenedWarning['change']>[0], body: object) => {
    if (await opened.change(name, body)) setText('');
  };
  return (
    <form className={styles.form} onSubmit={(event) => event.preventDefault()}>
      {opened.changeFault && <FaultNotice fault={opened.changeFault} />}
      <Field label="Comment, or what was done" noMargin>
        <TextArea id="warning-text" value={text} maxLength={mostCharacters} rows={2} onChange={(event) => setText(event.currentTarget.value)} />
      </Field>
      <div className={styles.buttons}>
        {warning.state === 'open' && (
          <Button icon="user" disabled={opened.isChanging} onClick={() => void send('acknowledgeWarning', trimmed === '' ? {} : { comment: trimmed })}>
            Acknowledge
          </Button>
        )}
        <Button variant="secondary" icon="comment-alt" disabled={opened.isChanging || trimmed === ''} onClick={() => void send('commentWarning', { text: trimmed })}>
          Comment
        </Button>
        {warning.outcome === 'pending' && (
          <Button variant="secondary" icon="cog" disabled={opened.isChanging || trimmed === '' || trimmed.length > mostCharactersOfAction} onClick={() => void send('recordWarningAction', { text: trimmed })}
            tooltip="If no breach comes, the warning counts as prevented">
            Record as action
          </Button>
        )}
      </div>
    </form>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), margin: theme.spacing(2, 0), padding: theme.spacing(2), background: theme.colors.background.secondary, borderRadius: theme.shape.radius.default }),
  buttons: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
  hint: css({ margin: theme.spacing(2, 0), color: theme.colors.text.secondary }),
});
