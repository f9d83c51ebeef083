import { type RefObject, useEffect, useState } from 'react';

/** Rows to keep above and below the visible ones, so that a quick scroll does not show empty space. */
const overscanRows = 8;

interface RowSpan {
  readonly first: number;
  /** One past the last. */
  readonly end: number;
}

/** Which rows of a long list stand in the window, whatever scrolls it: the page, or any box around it. */
export function useVirtualRows(list: RefObject<HTMLElement | null>, rowCount: number, rowHeight: number): RowSpan {
  const [span, setSpan] = useState<RowSpan>({ first: 0, end: 40 });
  useEffect(() => {
    const measure = () => {
      if (list.current === null) return;
      const next = visibleRows(list.current.getBoundingClientRect().top, window.innerHeight, rowHeight);
      setSpan((before) => (before.first === next.first && before.end === next.end ? before : next));
    };
    measure();
    // Scroll events do not bubble, but they are captured: this one listener hears every scrolling ancestor.
    window.addEventListener('scroll', measure, { capture: true, passive: true });
    window.addEventListener('resize', measure);
    return () => {
      window.removeEventListener('scroll', measure, { capture: true });
      window.removeEventListener('resize', measure);
    };
  }, [list, rowCount, rowHeight]);
  return { first: Math.min(span.first, rowCount), end: Math.min(span.end, rowCount) };
}

export function visibleRows(listTop: number, windowHeight: number, rowHeight: number): RowSpan {
  const first = Math.max(0, Math.floor(-listTop / rowHeight) - overscanRows);
  return { first, end: Math.max(first, Math.ceil((windowHeight - listTop) / rowHeight) + overscanRows) };
}
