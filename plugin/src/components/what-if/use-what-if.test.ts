import { renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Intervention } from '@fleetcast/contract';
import { act } from 'react';
import type { AskedWhatIf } from '../../view-models/what-if-question.ts';
import { useWhatIf } from './use-what-if.ts';

const traffic = (changePercent: number): readonly Intervention[] => [{ kind: 'traffic', tiers: ['shop'], changePercent, startAt: '2026-03-02T10:00:00.000Z', endAt: null }] as unknown as readonly Intervention[];
const offline: AskedWhatIf = { kind: 'fault', fault: { kind: 'offline' } };

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('asking what a change would do', () => {
  it('waits until a slider stands still, and asks for where it stopped alone', async () => {
    const asked: unknown[] = [];
    const ask = (interventions: readonly Intervention[]) => {
      asked.push(interventions);
      return Promise.resolve(offline);
    };
    const { rerender, result } = renderHook(({ percent }) => useWhatIf(traffic(percent), ask), { initialProps: { percent: 0 } });
    for (let percent = 5; percent <= 60; percent += 5) {
      act(() => void jest.advanceTimersByTime(100));
      rerender({ percent });
    }
    expect(asked).toEqual([]);
    await act(async () => void (await jest.advanceTimersByTimeAsync(1000)));
    expect(asked).toEqual([traffic(60)]);
    expect(result.current).toEqual({ answer: null, fault: { kind: 'offline' }, isAsking: false });
  });

  it('gives up a question that has been overtaken', () => {
    const signals: AbortSignal[] = [];
    const ask = (_: readonly Intervention[], signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<AskedWhatIf>(() => undefined);
    };
    const { rerender } = renderHook(({ percent }) => useWhatIf(traffic(percent), ask), { initialProps: { percent: 5 } });
    act(() => void jest.advanceTimersByTime(1000));
    rerender({ percent: 10 });
    act(() => void jest.advanceTimersByTime(1000));
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });
});
