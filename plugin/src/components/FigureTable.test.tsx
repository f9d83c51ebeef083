import { describe, expect, it } from '@jest/globals';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { FigureTable } from './FigureTable.tsx';

const rows = ['a', 'b', 'c'].map((name) => ({ key: name, cells: [name, '1'] }));
const heads = () => within(screen.getByRole('region', { name: 'Figures' })).getAllByRole('rowheader').map(({ textContent }) => textContent);

describe('a table of figures', () => {
  it('shows its first rows, and all of them when asked', async () => {
    render(<FigureTable label="Figures" columns={['Name', 'Value']} rows={rows} most={2} />);
    expect(heads()).toEqual(['a', 'b']);
    await userEvent.click(screen.getByRole('button', { name: 'Show all 3' }));
    expect(heads()).toEqual(['a', 'b', 'c']);
    expect(screen.queryByRole('button')).toBeNull();
  });
});
