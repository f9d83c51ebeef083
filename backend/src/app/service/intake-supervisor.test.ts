import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import { TestClock } from '../../../test/service/test-clock.ts';
import { createLog } from '../../io/telemetry/log.ts';
import { IntakeGone } from '../workers/intake-port.ts';
import { IntakeSupervisor, type IntakeThread } from './intake-supervisor.ts';
import { restartDelayMs } from './restart-delay.ts';

const turns = async () => {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
};
const pushed = { body: new ArrayBuffer(0), version: '1.0', token: 'one', receivedAtMs: 0 } as const;

/** Threads that take every body until they are told to die. */
class Threads {
  readonly started: number[] = [];
  readonly ports: MessagePort[] = [];
  die: (error: Error | null) => void = () => undefined;
  /** Starts that fail before one succeeds. */
  failures = 0;

  readonly start = async (nowMs: number): Promise<IntakeThread> => {
    this.started.push(nowMs);
    if (this.failures-- > 0) throw new Error('no such file');
    let gone = false;
    const ended = new Promise<Error | null>((resolve) => {
      this.die = (error) => {
        gone = true;
        resolve(error);
      };
    });
    const connect = async () => {
      const { port1, port2 } = new MessageChannel();
      this.ports.push(port1, port2);
      return port2;
    };
    return {
      ended,
      connect,
      write: async () => {
        if (gone) throw new IntakeGone('it has ended');
        return { kind: 'accepted', written: { samples: 1, histograms: 0, exemplars: 0 } };
      },
      status: () => Promise.reject(new Error('not asked here')),
      retire: async () => null,
      checkpoint: async () => null,
      copyTo: async () => null,
      close: async () => undefined,
    };
  };
}

async function supervised(threads = new Threads()) {
  const clock = new TestClock(0);
  const ends: number[] = [];
  const supervisor = await IntakeSupervisor.start({ startThread: threads.start, clock, log: createLog('silent'), onEnd: () => ends.push(clock.now()) });
  return { threads, clock, ends, supervisor };
}

describe('the pause before the intake is started again', () => {
  it('doubles from one second to a minute', () => {
    expect([1, 2, 3, 4, 7, 8, 50].map(restartDelayMs)).toEqual([1_000, 2_000, 4_000, 8_000, 60_000, 60_000, 60_000]);
  });
});

describe('the supervisor of the intake', () => {
  it('turns pushes away while the thread is gone and hands out the port of the next one', async () => {
    const { threads, clock, ends, supervisor } = await supervised();
    const received: MessagePort[] = [];
    supervisor.onRestart((port) => received.push(port));
    threads.die(new Error('out of memory'));
    expect((await supervisor.write(pushed)).kind).toBe('intake-down');
    await turns();
    expect(supervisor.fault).toContain('(out of memory)');
    clock.advance(1_000);
    await turns();
    expect((await supervisor.write(pushed)).kind).toBe('accepted');
    expect([threads.started, ends, supervisor.fault]).toEqual([[0, 1_000], [0], null]);
    expect(received).toHaveLength(1);
    for (const port of threads.ports) port.close();
    await supervisor.close();
  });

  it('waits longer after each short life, and no longer after a sound one', async () => {
    const { threads, clock, supervisor } = await supervised();
    threads.die(null);
    await turns();
    clock.advance(1_000);
    await turns();
    threads.die(null);
    await turns();
    clock.advance(1_999);
    await turns();
    expect(threads.started).toEqual([0, 1_000]);
    clock.advance(1);
    await turns();
    clock.advance(300_000);
    threads.die(null);
    await turns();
    clock.advance(1_000);
    await turns();
    expect(threads.started).toEqual([0, 1_000, 3_000, 304_000]);
    await supervisor.close();
  });

  it('tries again when a start fails, the first one too, and stops trying when it is closed', async () => {
    const threads = new Threads();
    threads.failures = 2;
    const { clock, supervisor } = await supervised(threads);
    expect((await supervisor.write(pushed)).kind).toBe('intake-down');
    clock.advance(1_000);
    await turns();
    clock.advance(2_000);
    await turns();
    expect((await supervisor.write(pushed)).kind).toBe('accepted');
    threads.die(null);
    await turns();
    await supervisor.close();
    clock.advance(600_000);
    await turns();
    expect(threads.started).toEqual([0, 1_000, 3_000]);
  });
});
