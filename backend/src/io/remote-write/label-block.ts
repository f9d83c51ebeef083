import { isUtf8 } from 'node:buffer';
import type { Labels } from '../../domain/catalog/rules/rule-book.ts';
import { MalformedBody, ProtobufCursor } from './protobuf-cursor.ts';

/** Limits that no exporter reaches and that keep one sender from filling the memory with labels. */
export const mostLabels = 64;
export const mostLabelBytes = 8192;

const labelTag = 0x0a;
const nameTag = 0x0a;
const valueTag = 0x12;

/** Null when the bytes are no UTF-8. */
function text(cursor: ProtobufCursor, end: number): string | null {
  const textEnd = cursor.enter(end);
  const encoded = cursor.bytes.subarray(cursor.position, textEnd);
  cursor.position = textEnd;
  return isUtf8(encoded) ? encoded.toString('utf8') : null;
}

/**
 * Labels encoded as `repeated Label labels = 1` in bytes[from..to), checked as the protocol asks: a name each, no name twice, a
 * metric name. Order and empty values are tolerated; an empty value means that the label is not there.
 */
export function readLabelBlock(bytes: Buffer, from: number, to: number): Labels | { readonly wrong: string } {
  if (to - from > mostLabelBytes) return { wrong: `labels of ${to - from} bytes; at most ${mostLabelBytes} are taken` };
  const cursor = new ProtobufCursor(bytes);
  cursor.position = from;
  const labels: Record<string, string> = {};
  let count = 0;
  while (cursor.position < to) {
    if (cursor.varint(to) !== labelTag) throw new MalformedBody('a label block holds something that is no label');
    const labelEnd = cursor.enter(to);
    let name: string | null = '';
    let value: string | null = '';
    while (cursor.position < labelEnd) {
      const tag = cursor.varint(labelEnd);
      if (tag === nameTag) name = text(cursor, labelEnd);
      else if (tag === valueTag) value = text(cursor, labelEnd);
      else cursor.skip(tag, labelEnd);
    }
    if (name === null || value === null) return { wrong: 'a label that is no UTF-8' };
    if (name === '') return { wrong: 'a label without a name' };
    if (Object.hasOwn(labels, name)) return { wrong: `label ${name} twice` };
    if (++count > mostLabels) return { wrong: `more than ${mostLabels} labels` };
    // defineProperty, because a label may be called __proto__
    if (value !== '') Object.defineProperty(labels, name, { value, enumerable: true, configurable: true, writable: true });
  }
  if (!Object.hasOwn(labels, '__name__')) return { wrong: 'a series without the label __name__' };
  return labels;
}
