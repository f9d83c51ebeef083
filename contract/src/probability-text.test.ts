import { expect, it } from '@jest/globals';
import { probabilityText } from './probability-text.ts';

it('a probability never claims certainty by rounding', () => {
  expect([0, 0.004, 0.637, 0.996, 1].map(probabilityText)).toEqual(['0%', '< 1%', '64%', '> 99%', '100%']);
});
