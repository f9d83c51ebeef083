import { elementCount, type Shape, shapeText } from './shape.ts';

export type FloatType = 'float32' | 'float64';
export type DataType = FloatType | 'int32' | 'int64' | 'bool';

/** A symbol: the value that a node of the graph will have when the graph is run. Shapes are static. */
export interface Tensor {
  readonly graph: Graph;
  readonly name: string;
  readonly shape: Shape;
  readonly dataType: DataType;
  /** Whether it depends on an input whose gradient may be asked for. */
  readonly differentiable: boolean;
}

export type Attribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string };

export interface Node {
  readonly operator: string;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface Constant {
  readonly tensor: Tensor;
  readonly data: Float32Array | Float64Array | BigInt64Array;
}

/**
 * Gradients of a scalar with respect to a node's inputs, given those with respect to its outputs (null: an output that the
 * scalar does not depend on). A node with several outputs has one joint rule. Answers null for inputs that need none.
 */
export type GradientRule = (outputGradients: ReadonlyArray<Tensor | null>, outputs: readonly Tensor[]) => ReadonlyArray<Tensor | null>;

/** A node on the way from differentiable inputs, with the rule to walk back over it. */
export interface RecordedNode {
  readonly node: Node;
  readonly rule: GradientRule;
}

/** A typed symbolic graph. Operators append nodes in the order in which they may run. */
export class Graph {
  readonly floatType: FloatType;
  readonly nodes: Node[] = [];
  readonly inputs: Tensor[] = [];
  readonly constants: Constant[] = [];
  readonly tape: RecordedNode[] = [];
  private recording = true;
  private readonly names = new Set<string>();
  private readonly sharedConstants = new Map<string, Tensor>();

  /** float64 serves the proofs by central differences; models run in float32. */
  constructor(floatType: FloatType = 'float32') {
    this.floatType = floatType;
  }

  input(name: string, shape: Shape, options: { dataType?: DataType; differentiable?: boolean } = {}): Tensor {
    const tensor = this.tensor(name, shape, options.dataType ?? this.floatType, options.differentiable ?? false);
    this.inputs.push(tensor);
    return tensor;
  }

  /** A tensor of known values; `data` holds elementCount(shape) numbers, row-major. */
  constant(shape: Shape, data: ArrayLike<number>, name = this.freshName('constant')): Tensor {
    if (data.length !== elementCount(shape)) throw new Error(`constant ${name} of shape ${shapeText(shape)} got ${data.length} values`);
    const tensor = this.tensor(name, shape, this.floatType, false);
    this.constants.push({ tensor, data: this.floatType === 'float32' ? Float32Array.from(data) : Float64Array.from(data) });
    return tensor;
  }

  scalar(value: number): Tensor {
    return this.shared(`scalar ${value}`, () => this.constant([], [value]));
  }

  /** int64 values, as shapes, axes and sizes of ONNX operators want them. */
  integers(values: readonly number[]): Tensor {
    return this.shared(`integers ${values.join()}`, () => {
      const tensor = this.tensor(this.freshName('integers'), [values.length], 'int64', false);
      this.constants.push({ tensor, data: BigInt64Array.from(values, (value) => BigInt(value)) });
      return tensor;
    });
  }

  ones(shape: Shape): Tensor {
    return this.shared(`ones ${shapeText(shape)}`, () => this.constant(shape, new Float32Array(elementCount(shape)).fill(1)));
  }

  /** Appends a node. With a rule it is recorded for gradients when an input is differentiable. */
  emit(
    operator: string,
    inputs: readonly Tensor[],
    outputs: ReadonlyArray<{ readonly shape: Shape; readonly dataType?: DataType }>,
    attributes: Readonly<Record<string, Attribute>> = {},
    rule?: GradientRule,
  ): readonly Tensor[] {
    const recorded = rule !== undefined && this.recording && inputs.some((input) => input.differentiable);
    const results = outputs.map(({ shape, dataType }) => this.tensor(this.freshName(operator), shape, dataType ?? this.floatType, recorded));
    const node: Node = { operator, inputs, outputs: results, attributes };
    this.nodes.push(node);
    if (recorded) this.tape.push({ node, rule });
    return results;
  }

  /** Runs `build` without recording: gradients of gradients are not kept. */
  unrecorded<T>(build: () => T): T {
    const before = this.recording;
    this.recording = false;
    try {
      return build();
    } finally {
      this.recording = before;
    }
  }

  private shared(key: string, make: () => Tensor): Tensor {
    const known = this.sharedConstants.get(key) ?? make();
    this.sharedConstants.set(key, known);
    return known;
  }

  private freshName(stem: string): string {
    return `${stem}_${this.nodes.length}_${this.names.size}`;
  }

  private tensor(name: string, shape: Shape, dataType: DataType, differentiable: boolean): Tensor {
    if (this.names.has(name)) throw new Error(`the graph already has a tensor named ${name}`);
    this.names.add(name);
    return { graph: this, name, shape, dataType, differentiable };
  }
}

/** Tensor of a number, in the graph of `beside`. */
export function asTensor(value: Tensor | number, beside: Tensor): Tensor {
  return typeof value === 'number' ? beside.graph.scalar(value) : value;
}
