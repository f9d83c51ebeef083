import { type KeyboardEvent, type RefObject, useCallback } from 'react';

/** The attribute by which a row's link is found again after it has scrolled into sight. */
export const rowIndexAttribute = 'data-row-index';

const steps: Readonly<Record<string, (index: number, total: number) => number>> = {
  ArrowDown: (index) => index + 1,
  ArrowUp: (index) => index - 1,
  PageDown: (index) => index + 10,
  PageUp: (index) => index - 10,
  Home: () => 0,
  End: (_, total) => total - 1,
};

/** Arrow, Page, Home and End keys move the focus from row to row, scrolling as needed; Enter opens the link as everywhere. */
export function useRowKeys(list: RefObject<HTMLElement | null>, total: number, rowHeight: number): (event: KeyboardEvent) => void {
  return useCallback(
    (event) => {
      const step = steps[event.key];
      const at = (event.target as Element).closest(`[${rowIndexAttribute}]`)?.getAttribute(rowIndexAttribute);
      if (step === undefined || at === null || at === undefined || list.current === null) return;
      event.preventDefault();
      const index = Math.min(total - 1, Math.max(0, step(Number(at), total)));
      bringIntoSight(list.current, index, rowHeight);
      // The row is in the document only after the list has seen the scroll.
      requestAnimationFrame(() => requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`a[${rowIndexAttribute}="${index}"]`)?.focus({ preventScroll: true })));
    },
    [list, total, rowHeight],
  );
}

/** Scrolls whatever scrolls the list, by way of a marker where the row will be. */
function bringIntoSight(list: HTMLElement, index: number, rowHeight: number): void {
  const marker = document.createElement('div');
  marker.style.cssText = `position:absolute;top:${index * rowHeight - rowHeight * 2}px;height:${rowHeight * 5}px;width:1px`;
  list.append(marker);
  marker.scrollIntoView({ block: 'nearest' });
  marker.remove();
}
