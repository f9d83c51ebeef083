import { css } from '@emotion/css';
import { AppEvents, type BusEventWithPayload, type GrafanaTheme2 } from '@grafana/data';
import { getAppEvents } from '@grafana/runtime';
import { Alert, type AlertVariant, useStyles2 } from '@grafana/ui';
import * as React from 'react';

interface Shown {
  readonly id: number;
  readonly severity: AlertVariant;
  readonly title: string;
  readonly text?: string;
}

const events = [
  [AppEvents.alertError, 'error'],
  [AppEvents.alertWarning, 'warning'],
  [AppEvents.alertSuccess, 'success'],
  [AppEvents.alertInfo, 'info'],
] as const;
const shownForMs = 5000;
let lastId = 0;

/** The messages that services publish, in the corner where Grafana shows them. */
export function Alerts(): React.ReactElement {
  const styles = useStyles2(alertStyles);
  const [shown, setShown] = React.useState<readonly Shown[]>([]);
  React.useEffect(() => {
    const hide = (id: number) => setShown((all) => all.filter((alert) => alert.id !== id));
    const show = (severity: AlertVariant, [title, text]: readonly string[]) => {
      const id = ++lastId;
      setShown((all) => [...all, { id, severity, title, text }]);
      setTimeout(() => hide(id), shownForMs);
    };
    const subscriptions = events.map(([event, severity]) =>
      getAppEvents()
        .getStream<BusEventWithPayload<readonly string[]>>({ type: event.name } as never)
        .subscribe((published) => show(severity, published.payload)),
    );
    return () => subscriptions.forEach((subscription) => subscription.unsubscribe());
  }, []);
  return (
    <div className={styles.corner}>
      {shown.map(({ id, severity, title, text }) => (
        <Alert key={id} severity={severity} title={title} elevated>
          {text}
        </Alert>
      ))}
    </div>
  );
}

const alertStyles = (theme: GrafanaTheme2) => ({
  corner: css({ position: 'fixed', right: theme.spacing(2), top: 48, width: 'min(400px, calc(100vw - 32px))', zIndex: theme.zIndex.portal }),
});
