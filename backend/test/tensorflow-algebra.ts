/** The network's operators on TensorFlow.js: an independent implementation that values and gradients are compared with. */
import * as tf from '@tensorflow/tfjs';
import type { Algebra } from '../src/domain/graph/algebra.ts';

const epsilon = 1e-5;

export const tensorflowAlgebra: Algebra<tf.Tensor> = {
  constant: (shape, data) => tf.tensor(Float32Array.from(data), [...shape]),
  add: (a, b) => tf.add(a, b),
  subtract: (a, b) => tf.sub(a, b),
  multiply: (a, b) => tf.mul(a, b),
  maximum: (a, b) => tf.maximum(a, b),
  minimum: (a, b) => tf.minimum(a, b),
  elu: (x) => tf.elu(x),
  sigmoid: (x) => tf.sigmoid(x),
  softmax: (x) => tf.softmax(x),
  layerNormalization: (x, gain, bias) => {
    const centred = tf.sub(x, tf.mean(x, -1, true));
    const deviation = tf.sqrt(tf.add(tf.mean(tf.mul(centred, centred), -1, true), epsilon));
    return tf.add(tf.mul(tf.div(centred, deviation), gain), bias);
  },
  sum: (x, axes, keepDims = false) => tf.sum(x, [...axes], keepDims),
  mean: (x, axes, keepDims = false) => tf.mean(x, [...axes], keepDims),
  gemm: (a, b, bias) => (bias ? tf.add(tf.matMul(a, b), bias) : tf.matMul(a, b)),
  matmul: (a, b) => tf.matMul(a, b),
  transpose: (x, permutation) => tf.transpose(x, [...permutation]),
  reshape: (x, shape) => tf.reshape(x, [...shape]),
  expand: (x, shape) => tf.broadcastTo(x, [...shape]),
  concat: (parts, axis) => tf.concat([...parts], axis),
  split: (x, sizes, axis) => (sizes.length === 1 ? [x] : tf.split(x, [...sizes], axis)),
  gather: (table, rows) => tf.gather(table, tf.cast(rows, 'int32')),
};
