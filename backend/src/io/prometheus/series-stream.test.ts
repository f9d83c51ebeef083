import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type MatrixSeries, readMatrix } from './series-stream.ts';

/** An answer cut into chunks of `size` bytes. */
async function* chunks(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

async function read(text: string, size = 7) {
  const series: MatrixSeries[] = [];
  const answer = await readMatrix(chunks(text, size), (one) => series.push(one));
  return { series, answer };
}

const matrix = (result: unknown[], more: Record<string, unknown> = {}) => JSON.stringify({ status: 'success', data: { resultType: 'matrix', result }, ...more });

describe('reading a matrix as it arrives', () => {
  it('gives exactly what JSON.parse gives, wherever the chunks are cut and whatever labels hold', async () => {
    const anySeries = fc.record({
      metric: fc.dictionary(fc.string({ minLength: 1 }), fc.string({ unit: 'grapheme' })),
      values: fc.array(fc.tuple(fc.integer({ min: 0, max: 2e9 }), fc.constantFrom('1', '0.5', 'NaN', '+Inf', '-1e-9')), { maxLength: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anySeries, { maxLength: 6 }), fc.integer({ min: 1, max: 64 }), async (result, size) => {
        const text = matrix(result);
        const { series, answer } = await read(text, size);
        expect(series).toEqual((JSON.parse(text) as { data: { result: unknown[] } }).data.result);
        expect(answer).toMatchObject({ kind: 'complete', unreadable: 0 });
      }),
      { seed: 7, numRuns: 150 },
    );
  });

  it('is not led astray by braces and quotes inside labels', async () => {
    const { series } = await read(matrix([{ metric: { l: '}{"\\' }, values: [[1, '2']] }]), 3);
    expect(series).toEqual([{ metric: { l: '}{"\\' }, values: [[1, '2']] }]);
  });

  it('reads warnings and errors beside the series', async () => {
    const { answer } = await read(matrix([], { warnings: ['one store is down'] }));
    expect(answer).toMatchObject({ kind: 'complete', envelope: { warnings: ['one store is down'] } });
    const failed = await read(JSON.stringify({ status: 'error', errorType: 'bad_data', error: 'parse error' }));
    expect(failed.answer).toMatchObject({ kind: 'complete', envelope: { errorType: 'bad_data', error: 'parse error' } });
  });

  it('keeps the whole series of an answer that breaks off', async () => {
    const text = matrix([1, 2, 3].map((n) => ({ metric: { n: String(n) }, values: [[n, '1']] })));
    const { series, answer } = await read(text.slice(0, text.indexOf('"3"')));
    expect(series.map((one) => one.metric['n'])).toEqual(['1', '2']);
    expect(answer).toEqual({ kind: 'broken', reason: 'the answer ended before its end' });
  });

  it('keeps the good series of an answer with a bad one', async () => {
    const { series, answer } = await read(matrix([{ metric: { n: '1' }, values: [] }, { metric: null }, { metric: { n: '3' }, values: [] }]));
    expect(series.map((one) => one.metric['n'])).toEqual(['1', '3']);
    expect(answer).toMatchObject({ kind: 'complete', unreadable: 1 });
  });

  it('says so when the answer is no JSON at all', async () => {
    expect((await read('<html>Bad gateway</html>')).answer).toEqual({ kind: 'broken', reason: 'the answer is not JSON' });
    expect((await read('[]')).answer).toEqual({ kind: 'broken', reason: 'the answer has no status' });
  });

  it('does not collect a body without end', async () => {
    async function* endless() {
      const block = new Uint8Array(1 << 20).fill(0x20);
      for (;;) yield block;
    }
    expect(await readMatrix(endless(), () => undefined)).toEqual({ kind: 'broken', reason: 'the answer is not one of query_range' });
  });
});
