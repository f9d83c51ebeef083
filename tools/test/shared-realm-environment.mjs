// Jest runs tests in a separate realm whose typed arrays are not the ones native addons hand out, so
// `instanceof Float32Array` inside onnxruntime fails. This environment shares the outer realm's numeric types.
import { TestEnvironment } from 'jest-environment-node';

const shared = {
  ArrayBuffer, SharedArrayBuffer, DataView, Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
  BigInt64Array, BigUint64Array, Float32Array, Float64Array,
};

export default class SharedRealmEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, shared);
  }
}
