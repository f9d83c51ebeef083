import { describe, expect, it } from '@jest/globals';
import { FieldType, type DataFrame, type Labels } from '@grafana/data';
import { serverOfPanel } from './panel-server.ts';

const frame = (...labels: Labels[]): DataFrame => ({ length: 0, fields: labels.map((one) => ({ name: 'value', type: FieldType.number, config: {}, values: [], labels: one })) });
const data = (...labels: Labels[]) => ({ series: [frame(...labels)] });

describe('the server that a panel shows', () => {
  it('is the one that a repeat variable stands for', () => {
    expect(serverOfPanel({ scopedVars: { host: { text: 'db1', value: 'db1' } } })).toEqual({ server: 'db1' });
  });

  it("is the one label value that all series share, with its region where that is the series' too", () => {
    expect(serverOfPanel({ data: data({ server: 'web/1', region: 'eu' }, { server: 'web/1', region: 'eu' }) })).toEqual({ server: 'web/1', region: 'eu' });
  });

  it("is Prometheus' instance without its port", () => {
    expect(serverOfPanel({ data: data({ instance: 'ppweb003:9100', job: 'node' }) })).toEqual({ server: 'ppweb003' });
  });

  it('is none where the panel shows several, or nothing that names one', () => {
    expect(serverOfPanel({ data: data({ host: 'a' }, { host: 'b' }) })).toBeNull();
    expect(serverOfPanel({ data: data({ job: 'node' }) })).toBeNull();
    expect(serverOfPanel({})).toBeNull();
  });
});
