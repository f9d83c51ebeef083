import React, { type ReactNode } from 'react';
import { MemoryRouter } from 'react-router';

/** A page's place in Grafana: its router, as Grafana sets it up, at an address. */
export function RouterAt({ address = '/', children }: { readonly address?: string; readonly children: ReactNode }) {
  return <MemoryRouter initialEntries={[address]} future={{ v7_startTransition: false, v7_relativeSplatPath: false }}>{children}</MemoryRouter>;
}
