/** Every operator's gradient rule against central differences, run by ONNX Runtime on small shapes, broadcasting included. */
import { describe, expect, it } from '@jest/globals';
import { add, compare, divide, maximum, minimum, multiply, negate, subtract, where } from '../src/domain/graph/arithmetic.ts';
import { expand, reshape, sum } from '../src/domain/graph/broadcasting.ts';
import { abs, elu, erf, exp, gelu, log, relu, sigmoid, softplus, sqrt, tanh } from '../src/domain/graph/functions.ts';
import { gather } from '../src/domain/graph/gathering.ts';
import { gradients } from '../src/domain/graph/gradients.ts';
import { type FloatType, Graph, type Tensor } from '../src/domain/graph/graph.ts';
import { concat, slice, split } from '../src/domain/graph/joining.ts';
import { layerNormalization, mean, softmax } from '../src/domain/graph/normalising.ts';
import { gemm, matmul, transpose } from '../src/domain/graph/products.ts';
import { serialise } from '../src/domain/graph/serialise.ts';
import { elementCount, type Shape } from '../src/domain/graph/shape.ts';
import { type Feed, OnnxSession } from '../src/io/onnxruntime/session.ts';

/** A small generator with a fixed seed (mulberry32), turned into normal numbers. */
function normalNumbers(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform() + 1e-12)) * Math.cos(2 * Math.PI * uniform());
}

interface Case {
  readonly name: string;
  readonly shapes: readonly Shape[];
  readonly build: (inputs: readonly Tensor[], graph: Graph) => Tensor;
  /** Where the operator is smooth; everywhere unless said. */
  readonly domain?: 'positive' | 'away-from-zero';
  /** ONNX Runtime has no float64 kernel for some operators: those are checked in float32, less sharply. */
  readonly floatType?: FloatType;
}

/** Largest difference between gradient rule and central difference, relative to the largest gradient of that input. */
async function worstError({ shapes, build, domain, floatType = 'float64' }: Case): Promise<number> {
  const FloatArray = floatType === 'float64' ? Float64Array : Float32Array;
  const step = floatType === 'float64' ? 1e-5 : 1e-2;
  const normal = normalNumbers(7);
  const draw = () => {
    const value = normal();
    if (domain === 'positive') return Math.abs(value) + 0.3;
    return domain === 'away-from-zero' ? value + Math.sign(value) * 0.1 : value;
  };
  const graph = new Graph(floatType);
  const inputs = shapes.map((shape, index) => graph.input(`x${index}`, shape, { differentiable: true }));
  const result = build(inputs, graph);
  // a random direction, so that no error can hide in a sum of equal weights
  const direction = graph.constant(result.shape, Array.from({ length: elementCount(result.shape) }, normal));
  const loss = sum(multiply(result, direction), result.shape.map((_, axis) => axis));
  const rules = Object.fromEntries(gradients(loss, inputs).map((gradient, index) => [`g${index}`, gradient]));
  const session = await OnnxSession.load(serialise(graph, { loss, ...rules }));
  const feeds: Record<string, Feed> = {};
  shapes.forEach((shape, index) => {
    feeds[`x${index}`] = { values: new FloatArray(Array.from({ length: elementCount(shape) }, draw)), dims: shape };
  });
  const lossAt = async () => Number((await session.run(feeds, ['loss'])).loss[0]);
  const ruled = await session.run(feeds);
  let worst = 0;
  for (let index = 0; index < shapes.length; index++) {
    const values = feeds[`x${index}`].values as Float64Array;
    const gradient = Array.from(ruled[`g${index}`], Number);
    const largest = Math.max(1e-8, ...gradient.map(Math.abs));
    for (let element = 0; element < values.length; element++) {
      const value = values[element];
      values[element] = value + step;
      const above = await lossAt();
      values[element] = value - step;
      const below = await lossAt();
      values[element] = value;
      worst = Math.max(worst, Math.abs((above - below) / (2 * step) - gradient[element]) / largest);
    }
  }
  await session.close();
  return worst;
}

const cases: readonly Case[] = [
  { name: 'add, a leading axis broadcast', shapes: [[3, 4], [4]], build: ([a, b]) => add(a, b) },
  { name: 'add, a middle axis broadcast', shapes: [[3, 4, 5], [3, 1, 5]], build: ([a, b]) => add(a, b) },
  { name: 'add, a leading and a middle axis broadcast', shapes: [[2, 3, 4, 5], [3, 1, 5]], build: ([a, b]) => add(a, b) },
  { name: 'add, both operands broadcast', shapes: [[3, 1], [1, 4]], build: ([a, b]) => add(a, b) },
  { name: 'subtract', shapes: [[3, 4], [2, 1, 4]], build: ([a, b]) => subtract(a, b) },
  { name: 'subtract from a number', shapes: [[3, 4]], build: ([a]) => subtract(1, a) },
  { name: 'multiply', shapes: [[3, 4], [3, 1]], build: ([a, b]) => multiply(a, b) },
  { name: 'multiply by itself', shapes: [[3, 4]], build: ([a]) => multiply(a, a) },
  { name: 'divide', shapes: [[3, 4], [4]], build: ([a, b]) => divide(a, b), domain: 'positive' },
  { name: 'maximum', shapes: [[6, 7], [7]], build: ([a, b]) => maximum(a, b) },
  { name: 'minimum', shapes: [[6, 7], [7]], build: ([a, b]) => minimum(a, b) },
  { name: 'where', shapes: [[6, 7], [7]], build: ([a, b]) => where(compare('Greater', a, 0.05), multiply(a, a), multiply(b, b)) },
  { name: 'negate', shapes: [[5, 6]], build: ([a]) => negate(a) },
  { name: 'exp', shapes: [[5, 6]], build: ([a]) => exp(a) },
  { name: 'log', shapes: [[5, 6]], build: ([a]) => log(a), domain: 'positive' },
  { name: 'sqrt', shapes: [[5, 6]], build: ([a]) => sqrt(a), domain: 'positive' },
  { name: 'abs', shapes: [[5, 6]], build: ([a]) => abs(a), domain: 'away-from-zero' },
  { name: 'sigmoid', shapes: [[5, 6]], build: ([a]) => sigmoid(a) },
  { name: 'tanh', shapes: [[5, 6]], build: ([a]) => tanh(a) },
  { name: 'relu', shapes: [[5, 6]], build: ([a]) => relu(a), domain: 'away-from-zero' },
  { name: 'elu', shapes: [[5, 6]], build: ([a]) => elu(a), domain: 'away-from-zero', floatType: 'float32' },
  { name: 'softplus', shapes: [[5, 6]], build: ([a]) => softplus(a), floatType: 'float32' },
  { name: 'erf', shapes: [[5, 6]], build: ([a]) => erf(a), floatType: 'float32' },
  { name: 'gelu', shapes: [[5, 6]], build: ([a]) => gelu(a), floatType: 'float32' },
  { name: 'softmax', shapes: [[4, 5, 6]], build: ([a]) => softmax(a) },
  { name: 'layer normalisation', shapes: [[4, 5, 6], [6], [6]], build: ([x, gain, bias]) => layerNormalization(x, gain, bias), floatType: 'float32' },
  { name: 'gemm', shapes: [[5, 4], [4, 6], [6]], build: ([a, b, bias]) => gemm(a, b, bias) },
  { name: 'gemm, a transposed', shapes: [[4, 5], [4, 6], [6]], build: ([a, b, bias]) => gemm(a, b, bias, { a: true }) },
  { name: 'gemm, b transposed', shapes: [[5, 4], [6, 4], [5, 1]], build: ([a, b, bias]) => gemm(a, b, bias, { b: true }) },
  { name: 'gemm, both transposed', shapes: [[4, 5], [6, 4]], build: ([a, b]) => gemm(a, b, null, { a: true, b: true }) },
  { name: 'matmul of stacks', shapes: [[2, 3, 4, 5], [2, 3, 5, 6]], build: ([a, b]) => matmul(a, b) },
  { name: 'matmul, left broadcast', shapes: [[4, 5], [3, 5, 6]], build: ([a, b]) => matmul(a, b) },
  { name: 'matmul, stack by matrix', shapes: [[2, 4, 5], [5, 6]], build: ([a, b]) => matmul(a, b) },
  { name: 'transpose', shapes: [[2, 3, 4]], build: ([a]) => tanh(transpose(a, [2, 0, 1])) },
  { name: 'reshape', shapes: [[2, 3, 4]], build: ([a]) => tanh(reshape(a, [4, 6])) },
  { name: 'expand', shapes: [[2, 1, 4]], build: ([a]) => tanh(expand(a, [5, 2, 3, 4])) },
  { name: 'sum', shapes: [[2, 3, 4]], build: ([a]) => sum(multiply(a, a), [1]) },
  { name: 'mean', shapes: [[2, 3, 4]], build: ([a]) => mean(multiply(a, a), [0, 2], true) },
  { name: 'concat', shapes: [[2, 3], [2, 5]], build: ([a, b]) => tanh(concat([a, b], 1)) },
  { name: 'split, every part used', shapes: [[2, 8]], build: ([a]) => multiply(...(split(a, [4, 4], 1) as [Tensor, Tensor])) },
  { name: 'split, one part unused', shapes: [[2, 8]], build: ([a]) => tanh(split(a, [2, 2, 4], 1)[1]) },
  { name: 'slice', shapes: [[3, 8]], build: ([a]) => tanh(slice(a, 1, 2, 5)) },
  { name: 'gather, rows repeated', shapes: [[5, 3]], build: ([table], graph) => tanh(gather(table, graph.integers([0, 1, 1, 4, 0, 3, 3, 3]))) },
  {
    name: 'pinball',
    shapes: [[6, 8], [6, 8]],
    build: ([forecast, actual]) => maximum(multiply(subtract(actual, forecast), 0.9), multiply(subtract(actual, forecast), -0.1)),
  },
];

describe('the gradient rule of every operator agrees with central differences', () => {
  it.each(cases)('$name', async (operator) => {
    expect(await worstError(operator)).toBeLessThan(operator.floatType === 'float32' ? 2e-3 : 1e-8);
  });
});

/** Values and gradients of one build, with the same random inputs and direction whatever the float type. */
async function evaluated(floatType: FloatType, shapes: readonly Shape[], build: Case['build']): Promise<readonly number[]> {
  const FloatArray = floatType === 'float64' ? Float64Array : Float32Array;
  const normal = normalNumbers(11);
  const graph = new Graph(floatType);
  const inputs = shapes.map((shape, index) => graph.input(`x${index}`, shape, { differentiable: true }));
  const feeds = Object.fromEntries(
    shapes.map((shape, index) => [`x${index}`, { values: new FloatArray(Array.from({ length: elementCount(shape) }, normal)), dims: shape }]),
  );
  const result = build(inputs, graph);
  const direction = graph.constant(result.shape, Array.from({ length: elementCount(result.shape) }, normal));
  const rules = gradients(multiply(result, direction), inputs).map((gradient, index) => [`g${index}`, gradient] as const);
  const session = await OnnxSession.load(serialise(graph, { result, ...Object.fromEntries(rules) }));
  const outputs = await session.run(feeds);
  await session.close();
  return ['result', ...rules.map(([name]) => name)].flatMap((name) => Array.from(outputs[name], Number));
}

describe('operators without a float64 kernel agree with their composition of float64 operators', () => {
  const rows: ReadonlyArray<{ name: string; shapes: readonly Shape[]; operator: Case['build']; composition: Case['build'] }> = [
    { name: 'elu', shapes: [[5, 6]], operator: ([x]) => elu(x), composition: ([x]) => where(compare('Greater', x, 0), x, subtract(exp(x), 1)) },
    { name: 'softplus', shapes: [[5, 6]], operator: ([x]) => softplus(x), composition: ([x]) => log(add(exp(x), 1)) },
    {
      name: 'layer normalisation',
      shapes: [[4, 5, 6], [6], [6]],
      operator: ([x, gain, bias]) => layerNormalization(x, gain, bias),
      composition: ([x, gain, bias]) => {
        const centred = subtract(x, mean(x, [2], true));
        const deviation = sqrt(add(mean(multiply(centred, centred), [2], true), 1e-5));
        return add(multiply(divide(centred, deviation), gain), bias);
      },
    },
  ];
  it.each(rows)('$name', async ({ shapes, operator, composition }) => {
    const single = await evaluated('float32', shapes, operator);
    const double = await evaluated('float64', shapes, composition);
    single.forEach((value, index) => expect(Math.abs(value - double[index])).toBeLessThan(1e-5 * Math.max(1, Math.abs(double[index]))));
  });
});

describe('a graph', () => {
  it('adds up gradients that reach a tensor over several ways', async () => {
    // f(x) = x * x + 3 x, so f'(2) = 7
    const graph = new Graph();
    const x = graph.input('x', [1], { differentiable: true });
    const [gradient] = gradients(add(multiply(x, x), multiply(x, 3)), [x]);
    const session = await OnnxSession.load(serialise(graph, { gradient }));
    expect(Array.from((await session.run({ x: { values: Float32Array.of(2), dims: [1] } })).gradient)).toEqual([7]);
    await session.close();
  });

  it('gives zero for an input that the output does not depend on', async () => {
    const graph = new Graph();
    const x = graph.input('x', [2], { differentiable: true });
    const y = graph.input('y', [3], { differentiable: true });
    const session = await OnnxSession.load(serialise(graph, { gradient: gradients(sum(x, [0]), [y])[0] }));
    expect(Array.from((await session.run({})).gradient)).toEqual([0, 0, 0]);
    await session.close();
  });
});
