import { add } from './arithmetic.ts';
import type { Tensor } from './graph.ts';
import { filled, zeros } from './joining.ts';
import { sameShape, shapeText } from './shape.ts';

/**
 * Reverse-mode differentiation: gradients of the sum of `output` with respect to each of `inputs`, as further nodes of the
 * same graph. Walks the tape once, backwards, adding up what arrives at a tensor over several ways.
 */
export function gradients(output: Tensor, inputs: readonly Tensor[]): readonly Tensor[] {
  const { graph } = output;
  return graph.unrecorded(() => {
    const arrived = new Map<Tensor, Tensor>([[output, filled(graph, output.shape, 1)]]);
    for (let index = graph.tape.length - 1; index >= 0; index--) {
      const { node, rule } = graph.tape[index];
      const outputGradients = node.outputs.map((result) => arrived.get(result) ?? null);
      if (outputGradients.every((gradient) => gradient === null)) continue;
      rule(outputGradients, node.outputs).forEach((gradient, position) => {
        const operand = node.inputs[position];
        if (gradient === null || !operand.differentiable) return;
        if (!sameShape(gradient.shape, operand.shape)) {
          throw new Error(`gradient rule of ${node.operator} gave ${shapeText(gradient.shape)} for operand ${position} of shape ${shapeText(operand.shape)}`);
        }
        const before = arrived.get(operand);
        arrived.set(operand, before === undefined ? gradient : add(before, gradient));
      });
    }
    return inputs.map((input) => arrived.get(input) ?? zeros(graph, input.shape));
  });
}
