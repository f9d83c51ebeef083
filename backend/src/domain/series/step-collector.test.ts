import { describe, expect, it } from '@jest/globals';
import type { ObservedServer } from './ports.ts';
import { StepCollector } from './step-collector.ts';

const request = { fromStep: 10, toStep: 12, stepMs: 300_000 };
const server: ObservedServer = { serverId: 'a1', server: 'web1', region: 'eu', profile: 'web', tier: null, labels: { host: 'web1' } };

describe('collecting steps', () => {
  it('puts the pieces of one series together and leaves the rest missing', () => {
    const collector = new StepCollector(request);
    collector.writerOf(server, 'cpu', { host: 'web1' })(10, 1);
    collector.writerOf(server, 'cpu', { host: 'web1' })(12, 3);
    const reading = collector.reading();
    expect(reading.servers).toEqual([server]);
    expect(reading.series.map((series) => [series.serverId, series.metric, [...series.values]])).toEqual([['a1', 'cpu', [1, NaN, 3]]]);
    expect(reading.faults).toEqual([]);
  });

  it('leaves out steps that were not asked for and values that are none', () => {
    const collector = new StepCollector(request);
    const write = collector.writerOf(server, 'cpu', {});
    for (const [step, value] of [[9, 1], [13, 1], [10, Infinity], [11, NaN], [12, 0]]) write(step, value);
    expect([...collector.reading().series[0].values]).toEqual([NaN, NaN, 0]);
  });

  it('lets one of two rivals speak, fills its gaps from the other, and says so', () => {
    const collector = new StepCollector(request);
    collector.writerOf(server, 'cpu', { replica: 'a' })(10, 1);
    const second = collector.writerOf(server, 'cpu', { replica: 'b' });
    second(10, 100);
    second(11, 2);
    const reading = collector.reading();
    expect([...reading.series[0].values]).toEqual([1, 2, NaN]);
    expect(reading.faults.map((fault) => fault.kind)).toEqual(['partial']);
    expect(reading.faults[0].message).toContain('several series claim one server (1 servers, e.g. web1)');
  });

  it('counts series that name no server', () => {
    const collector = new StepCollector(request);
    collector.unnamed('cpu', { job: 'a' });
    collector.unnamed('cpu', { job: 'b' });
    expect(collector.reading().faults[0].message).toMatch(/^cpu: 2 series name no server, e\.g\. {"job":"a"}/);
  });

  it('says one fault once', () => {
    const collector = new StepCollector(request);
    for (let i = 0; i < 3; i++) collector.fault({ kind: 'unreachable', message: 'down' });
    expect(collector.reading().faults).toHaveLength(1);
  });
});
