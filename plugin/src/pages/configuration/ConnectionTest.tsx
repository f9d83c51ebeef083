import { Alert, Button, Stack } from '@grafana/ui';
import React, { useState } from 'react';
import { probeConnection } from '../../api/probe-connection.ts';
import { useServiceClient } from '../../api/service-client-context.ts';
import { connectionVerdict, type ConnectionVerdict } from '../../view-models/connection-verdict.ts';

interface Props {
  readonly serviceUrl: string;
  /** Grafana's proxy knows stored settings only. */
  readonly canTest: boolean;
}

/** Asks the service through Grafana's proxy, and names what is wrong. */
export function ConnectionTest({ serviceUrl, canTest }: Props) {
  const client = useServiceClient();
  const [verdict, setVerdict] = useState<ConnectionVerdict | null>(null);
  const [isTesting, setTesting] = useState(false);
  const test = async () => {
    setTesting(true);
    setVerdict(connectionVerdict(await probeConnection(client), serviceUrl));
    setTesting(false);
  };
  return (
    <Stack direction="column" gap={2} alignItems="flex-start">
      <Button variant="secondary" icon={isTesting ? 'spinner' : 'plug'} disabled={!canTest || isTesting} onClick={() => void test()}
        tooltip={canTest ? undefined : 'Save first: the test uses the stored URL and token'}>
        Test the connection
      </Button>
      <div role="status" style={{ width: '100%' }}>
        {verdict && canTest && (
          <Alert severity={verdict.severity} title={verdict.title}>
            {verdict.lines.map((line) => <div key={line}>{line}</div>)}
          </Alert>
        )}
      </div>
    </Stack>
  );
}
