import { useState } from 'react';
import type { ServiceFault } from '../view-models/service-fault.ts';
import { serviceError } from './service-error.ts';

export interface Changes {
  readonly isChanging: boolean;
  /** Why the newest change was not made. */
  readonly changeFault: ServiceFault | null;
  readonly forgetFault: () => void;
}

/** Changes one after another; `afterwards` follows each, whether it was made or not. `doing` gives what the work gave, null when it was not done. */
export function useChanges(afterwards?: () => void): Changes & { readonly doing: <T>(work: () => Promise<T>) => Promise<T | null> } {
  const [isChanging, setChanging] = useState(false);
  const [changeFault, setChangeFault] = useState<ServiceFault | null>(null);
  return {
    isChanging,
    changeFault,
    forgetFault: () => setChangeFault(null),
    async doing(work) {
      setChanging(true);
      setChangeFault(null);
      try {
        return await work();
      } catch (thrown) {
        setChangeFault(serviceError(thrown).fault);
        return null;
      } finally {
        setChanging(false);
        afterwards?.();
      }
    },
  };
}
