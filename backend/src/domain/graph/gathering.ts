import { reshape } from './broadcasting.ts';
import type { Tensor } from './graph.ts';
import { zeros } from './joining.ts';
import { elementCount } from './shape.ts';

/**
 * Rows of a table [V, D] chosen by integer `rows` [..]; gives [.., D]. In the gradient, rows chosen several times add up
 * (ScatterND with reduction "add").
 */
export function gather(table: Tensor, rows: Tensor): Tensor {
  const width = table.shape[1];
  const [y] = table.graph.emit('Gather', [table, rows], [{ shape: [...rows.shape, width] }], { axis: { kind: 'int', value: 0 } }, ([g]) => {
    const chosen = elementCount(rows.shape);
    const indices = reshape(asInt64(rows), [chosen, 1]);
    const [scattered] = table.graph.emit(
      'ScatterND',
      [zeros(table.graph, table.shape), indices, reshape(g!, [chosen, width])],
      [{ shape: table.shape }],
      { reduction: { kind: 'string', value: 'add' } },
    );
    return [scattered, null];
  });
  return y;
}

/** ScatterND takes int64 alone, Gather also int32. */
function asInt64(rows: Tensor): Tensor {
  if (rows.dataType === 'int64') return rows;
  const onnxInt64 = 7;
  return rows.graph.emit('Cast', [rows], [{ shape: rows.shape, dataType: 'int64' }], { to: { kind: 'int', value: onnxInt64 } })[0];
}
