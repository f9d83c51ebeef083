import { Alert, Button, Stack } from '@grafana/ui';
import React from 'react';
import { mayVisitorAdminister } from '../view-models/visitor-role.ts';
import type { Notice } from '../view-models/freshness-notice.ts';
import { configurationPath } from '../view-models/plugin-paths.ts';
import { faultNotice, type ServiceFault } from '../view-models/service-fault.ts';
import { PageLink } from './PageLink.tsx';

/** What is wrong, and what to do about it. */
export function FaultNotice({ fault, onRetry }: { readonly fault: ServiceFault; readonly onRetry?: () => void }) {
  const { severity, title, text } = faultNotice(fault);
  const leadsToConfiguration = text.includes('Configuration') && mayVisitorAdminister();
  return (
    <PlainNotice severity={severity} title={title} text={
      <Stack direction="column" gap={1} alignItems="flex-start">
        <span>{text}</span>
        <Stack gap={2} alignItems="center">
          {onRetry && (
            <Button size="sm" variant="secondary" icon="sync" onClick={onRetry}>
              Try again now
            </Button>
          )}
          {leadsToConfiguration && <PageLink href={configurationPath} style={{ textDecoration: 'underline' }}>Open Configuration</PageLink>}
        </Stack>
      </Stack>
    } />
  );
}

export function PlainNotice({ severity, title, text }: Omit<Notice, 'text'> & { readonly text: React.ReactNode }) {
  return (
    // Grafana's alert grows where it stands in a column, and would push what follows to the foot of the page.
    <div>
      <Alert severity={severity} title={title}>{text}</Alert>
    </div>
  );
}
