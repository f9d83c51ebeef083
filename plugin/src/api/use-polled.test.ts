import { act, renderHook, waitFor } from '@testing-library/react';
import { describe, expect, it, jest } from '@jest/globals';
import { ServiceError } from './service-error.ts';
import { usePolled } from './use-polled.ts';

const unreachable = () => Promise.reject(new ServiceError({ kind: 'unreachable', status: 502 }));

describe('a question that is asked again and again', () => {
  it('gives the answer, and no fault', async () => {
    const { result } = renderHook(() => usePolled('key', async () => 42));
    expect(result.current).toMatchObject({ data: null, isLoading: true });
    await waitFor(() => expect(result.current).toMatchObject({ data: 42, fault: null, isLoading: false }));
  });

  it('keeps the last answer when a later question fails, and says why it failed', async () => {
    let load: () => Promise<number> = async () => 42;
    const { result } = renderHook(() => usePolled('key', () => load()));
    await waitFor(() => expect(result.current.data).toBe(42));
    load = unreachable;
    act(() => result.current.reload());
    await waitFor(() => expect(result.current).toMatchObject({ data: 42, fault: { kind: 'unreachable' }, isLoading: false }));
    load = async () => 43;
    act(() => result.current.reload());
    await waitFor(() => expect(result.current).toMatchObject({ data: 43, fault: null }));
  });

  it('aborts the question that nobody waits for any more', async () => {
    const signals: AbortSignal[] = [];
    const { rerender, unmount } = renderHook(({ key }) => usePolled(key, (signal) => new Promise<number>(() => signals.push(signal))), { initialProps: { key: 'a' } });
    rerender({ key: 'b' });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    unmount();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  it('shows parts of the first answer as they come, but never less than there was', async () => {
    let finish: (value: number) => void = () => undefined;
    const load = (_: AbortSignal, onPart: (part: number) => void) =>
      new Promise<number>((resolve) => {
        onPart(1);
        finish = resolve;
      });
    const { result } = renderHook(() => usePolled('key', load));
    await waitFor(() => expect(result.current.data).toBe(1));
    act(() => finish(10));
    await waitFor(() => expect(result.current.data).toBe(10));
    act(() => result.current.reload());
    await act(async () => undefined);
    expect(result.current.data).toBe(10);
  });

  it('asks again after half a minute', async () => {
    jest.useFakeTimers();
    try {
      let asked = 0;
      renderHook(() => usePolled('key', async () => ++asked));
      await act(async () => jest.advanceTimersByTimeAsync(29_000));
      expect(asked).toBe(1);
      await act(async () => jest.advanceTimersByTimeAsync(2_000));
      expect(asked).toBe(2);
    } finally {
      jest.useRealTimers();
    }
  });
});
