import { describe, expect, it } from '@jest/globals';
import type { ServiceStatus, WhoAmI } from '@fleetcast/contract';
import { exampleFreshness } from '../../test/example-answers.ts';
import { connectionVerdict, serviceUrlFault } from './connection-verdict.ts';

const whoAmI: WhoAmI = { login: 'ada', organisationId: 1, role: 'Viewer', tokenScope: 'proxy' };
const status: ServiceStatus = {
  version: '1.2.3', startedAt: '2026-03-02T08:00:00.000Z', phase: 'serving', refillShare: 1, stepSeconds: 300, horizonSteps: 96, freshness: exampleFreshness,
  sources: [{ name: 'prometheus', kind: 'prometheus', state: 'up', lastReadAt: null, message: null }], sinks: [], series: { total: 10, byModel: 7, byFloor: 3, learning: 2, stale: 0 }, warnings: [], simulated: false,
};

describe('the connection test', () => {
  it('says version, grid, identity and who serves how much when all is well', () => {
    expect(connectionVerdict({ status, whoAmI }, 'http://fleetcast:8080')).toEqual({
      severity: 'success', title: 'Connected',
      lines: ['Fleetcast 1.2.3, step 5 min, horizon 8 h.', 'It identifies you as ada with role Viewer.', '10 series: 7 by the model, 3 by simple forecasts, 2 learning, 0 stale.'],
    });
  });

  it('names the source that is down, and why', () => {
    const down = { ...status, sources: [{ ...status.sources[0], state: 'down' as const, message: 'connection refused' }] };
    const verdict = connectionVerdict({ status: down, whoAmI }, '');
    expect(verdict.severity).toBe('warning');
    expect(verdict.lines).toContain('Source prometheus is down: connection refused');
  });

  it('tells how each sink fares', () => {
    const sink = { name: 'vm', state: 'down' as const, series: 40, samplesWritten: 0, batchesWaiting: 12, batchesDropped: 3, message: 'refused' };
    expect(connectionVerdict({ status: { ...status, sinks: [sink, { ...sink, name: 'prom', state: 'up', batchesWaiting: 0, batchesDropped: 0 }] }, whoAmI }, '').lines.slice(-2))
      .toEqual(['Sink vm is down; 12 minutes wait, 3 were given up.', 'Sink prom takes 40 series; 0 minutes wait, 0 were given up.']);
  });

  it('tells how far a service is that has just been started', () => {
    expect(connectionVerdict({ status: { ...status, phase: 'refilling', refillShare: 0.42 }, whoAmI }, '').title).toBe('Connected; the service is still reading history (42% read)');
  });

  it('says where Grafana looked when nothing answered, and suspects localhost', () => {
    const verdict = connectionVerdict({ fault: { kind: 'unreachable', status: 502 } }, 'http://localhost:8080');
    expect(verdict.title).toBe('Grafana cannot reach the Fleetcast service');
    expect(verdict.lines[1]).toBe("Grafana tried localhost, port 8080. If Grafana runs in a container, use the host's name or the service's name in the compose file instead of localhost.");
    expect(connectionVerdict({ fault: { kind: 'unreachable', status: 502 } }, 'https://fc.example').lines[1]).toBe('Grafana tried fc.example, port 443.');
  });
});

describe('a service URL as typed', () => {
  it.each([['http://fleetcast:8080'], ['https://example.com/fleetcast'], ['http://10.0.0.5/']])('takes %s', (url) => {
    expect(serviceUrlFault(url)).toBeNull();
  });

  it.each([
    ['', /Enter the URL/], ['fleetcast:8080x/', /must start with http/], ['not a url', /not a URL/], ['ftp://x', /not ftp:/], ['http://u:p@x', /name and password/], ['http://x/?a=1', /query/], ['http://x/v1/', /Leave out \/v1/],
  ])('says what is wrong with %j', (url, message) => {
    expect(serviceUrlFault(url)).toMatch(message);
  });
});
