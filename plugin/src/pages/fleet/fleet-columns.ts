import type { FleetSort } from '../../view-models/fleet-filters.ts';

interface FleetColumn {
  readonly key: 'server' | 'profile' | 'region' | 'status' | 'risk' | 'metric' | 'breach' | 'confidence' | 'sparkline';
  readonly title: string;
  /** Column track of the grid. */
  readonly track: string;
  /** What the service sorts by when this head is clicked. */
  readonly sort?: FleetSort;
}

export const fleetColumns: readonly FleetColumn[] = [
  { key: 'server', title: 'Server', track: 'minmax(160px, 2fr)', sort: 'server' },
  { key: 'profile', title: 'Profile', track: 'minmax(80px, 0.8fr)', sort: 'profile' },
  { key: 'region', title: 'Region', track: 'minmax(80px, 0.8fr)' },
  { key: 'status', title: 'Status', track: '108px' },
  { key: 'risk', title: 'Risk', track: 'minmax(116px, 1fr)', sort: 'risk' },
  { key: 'metric', title: 'Worst metric', track: 'minmax(90px, 0.9fr)' },
  { key: 'breach', title: 'Breach', track: 'minmax(150px, 1.5fr)', sort: 'breachAt' },
  { key: 'confidence', title: 'Confidence', track: '92px' },
  { key: 'sparkline', title: '24 h and forecast', track: '168px' },
];

export const fleetGridTemplate = fleetColumns.map(({ track }) => track).join(' ');

/** Height of a row, and of a card where there is no room for a row, in CSS pixels. */
export const rowHeight = 44;
export const cardHeight = 148;

/** The least width at which all columns have room. */
export const leastTableWidth = 1060;
