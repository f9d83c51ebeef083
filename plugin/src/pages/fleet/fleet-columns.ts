import type { FleetSort } from '../../view-models/fleet-filters.ts';

export interface FleetColumn {
  readonly key: 'server' | 'profile' | 'region' | 'status' | 'risk' | 'metric' | 'breach' | 'confidence' | 'sparkline';
  readonly title: string;
  /** Column track of the grid. */
  readonly track: string;
  /** What the service sorts by when this head is clicked. */
  readonly sort?: FleetSort;
  /** Left out first where the page is narrow; what it says stands in the server's second line then, or on its page. */
  readonly isSpare?: boolean;
}

const allColumns: readonly FleetColumn[] = [
  { key: 'server', title: 'Server', track: 'minmax(140px, 2fr)', sort: 'server' },
  { key: 'profile', title: 'Profile', track: 'minmax(80px, 0.8fr)', sort: 'profile', isSpare: true },
  { key: 'region', title: 'Region', track: 'minmax(104px, 0.8fr)', isSpare: true },
  { key: 'status', title: 'Status', track: '108px' },
  { key: 'risk', title: 'Risk', track: 'minmax(116px, 1fr)', sort: 'risk' },
  { key: 'metric', title: 'Worst metric', track: 'minmax(90px, 0.9fr)' },
  { key: 'breach', title: 'Breach', track: 'minmax(104px, 1.2fr)', sort: 'breachAt' },
  { key: 'confidence', title: 'Confidence', track: '92px', isSpare: true },
  { key: 'sparkline', title: '24 h and forecast', track: '168px' },
];

const essentialColumns = allColumns.filter(({ isSpare }) => !isSpare);

/** The least widths at which all columns, and the essential ones, have room; below both each server is a card. */
const leastWidthOfAll = 1090;
const leastWidthOfEssential = 790;

/** The columns for which a page of this width has room; null where there is room for cards only. */
export function columnsFor(width: number): readonly FleetColumn[] | null {
  if (width >= leastWidthOfAll) return allColumns;
  return width >= leastWidthOfEssential ? essentialColumns : null;
}

export function gridTemplate(columns: readonly FleetColumn[]): string {
  return columns.map(({ track }) => track).join(' ');
}

/** Height of a row, and of a card where there is no room for a row, in CSS pixels. */
export const rowHeight = 44;
export const cardHeight = 136;
