import './no-telemetry.ts';
import { InferenceSession, Tensor } from 'onnxruntime-node';

export type Values = Float32Array | Float64Array | Int32Array | BigInt64Array;
/** Outputs of this project's graphs: float32, and float64 in proofs. */
export type Results = Readonly<Record<string, Float32Array | Float64Array>>;

/** A named input: values row-major, and their shape. */
export interface Feed {
  readonly values: Values;
  readonly dims: readonly number[];
}

export type Feeds = Readonly<Record<string, Feed>>;

/**
 * One ONNX graph, loaded. `run` blocks its thread until it is done (ONNX Runtime's Node binding does the work on the calling
 * thread), so sessions live in workers and child processes, never on the thread that answers HTTP.
 */
export class OnnxSession {
  private readonly session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.session = session;
  }

  /** `threads` is how many the operators may use inside; runs with the same number give the same bits. */
  static async load(model: Uint8Array, threads = 1): Promise<OnnxSession> {
    const session = await InferenceSession.create(model, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
    });
    return new OnnxSession(session);
  }

  /** Values of the named outputs (all of them when left out). */
  async run(feeds: Feeds, outputs: readonly string[] = this.session.outputNames): Promise<Results> {
    const inputs = Object.entries(feeds).map(([name, { values, dims }]) => [name, tensorOf(values, dims)] as const);
    const results = await this.session.run(Object.fromEntries(inputs), [...outputs]);
    return Object.fromEntries(outputs.map((name) => [name, results[name].data as Float32Array]));
  }

  /** Frees the native memory; the session is of no use afterwards. */
  async close(): Promise<void> {
    await this.session.release();
  }
}

function tensorOf(values: Values, dims: readonly number[]): Tensor {
  if (values instanceof Float32Array) return new Tensor('float32', values, dims);
  if (values instanceof Float64Array) return new Tensor('float64', values, dims);
  if (values instanceof Int32Array) return new Tensor('int32', values, dims);
  return new Tensor('int64', values, dims);
}
