import { useCallback, useEffect, useRef, useState } from 'react';
import type { ServiceFault } from '../view-models/service-fault.ts';
import { isAbort, serviceError } from './service-error.ts';

export interface Polled<T> {
  /** The newest good answer; kept while a newer one is being asked for, and when asking fails. */
  readonly data: T | null;
  /** Why the newest question got no answer. */
  readonly fault: ServiceFault | null;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

/** The service publishes once per step; asking twice a minute shows a new snapshot soon and costs little. */
const usualPollMs = 30_000;

/**
 * Asks now, whenever `key` changes, and every half minute (or `pollMs`) while the page is visible. A question that nobody waits for any more
 * is aborted. `load` may report parts of the answer as they come.
 */
export function usePolled<T>(key: string, load: (signal: AbortSignal, onPart: (part: T) => void) => Promise<T>, pollMs = usualPollMs): Polled<T> {
  const [state, setState] = useState<{ data: T | null; fault: ServiceFault | null; isLoading: boolean }>({ data: null, fault: null, isLoading: true });
  const [generation, setGeneration] = useState(0);
  const latestLoad = useRef(load);
  useEffect(() => {
    latestLoad.current = load;
  });

  useEffect(() => {
    const asked = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      setState((before) => ({ ...before, isLoading: true }));
      try {
        // A part is shown only where there is nothing better: rows must not vanish while a refresh is under way.
        const data = await latestLoad.current(asked.signal, (part) => setState((before) => (before.data === null ? { ...before, data: part } : before)));
        if (!asked.signal.aborted) setState({ data, fault: null, isLoading: false });
      } catch (thrown) {
        if (asked.signal.aborted || isAbort(thrown)) return;
        // Thrown inside the update, a mistake in the code reaches the error boundary instead of a rejected promise nobody reads.
        setState((before) => ({ ...before, fault: serviceError(thrown).fault, isLoading: false }));
      }
      if (!asked.signal.aborted) timer = setTimeout(() => void askWhenVisible(), pollMs);
    };
    const askWhenVisible = async () => {
      if (document.visibilityState === 'visible') return ask();
      document.addEventListener('visibilitychange', () => void ask(), { once: true, signal: asked.signal });
    };
    void ask();
    return () => {
      asked.abort();
      clearTimeout(timer);
    };
  }, [key, generation, pollMs]);

  const reload = useCallback(() => setGeneration((before) => before + 1), []);
  return { ...state, reload };
}
