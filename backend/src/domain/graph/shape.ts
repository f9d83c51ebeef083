export type Shape = readonly number[];

export function elementCount(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** ONNX's (numpy's) broadcasting: shapes are aligned at the last axis, and a size of 1 stretches. */
export function broadcastShape(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[a.length - rank + axis] ?? 1;
    const right = b[b.length - rank + axis] ?? 1;
    if (left !== right && left !== 1 && right !== 1) throw new Error(`shapes ${shapeText(a)} and ${shapeText(b)} do not broadcast`);
    return left === 1 ? right : left;
  });
}

/** The same shape with one axis of another size. */
export function withAxis(shape: Shape, axis: number, size: number): Shape {
  return shape.map((old, index) => (index === axis ? size : old));
}
