// What browsers have, jsdom has not, and the @grafana packages ask for while they are being loaded.
import { TextDecoder, TextEncoder } from 'node:util';

class NoObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

class SilentChannel {
  port1 = { onmessage: null };
  // React schedules through a channel where there is one; a task of its own does the same here.
  port2 = { postMessage: () => setTimeout(() => this.port1.onmessage?.(), 0) };
}

const noMatch = (media) => ({ media, matches: false, onchange: null, addEventListener() {}, removeEventListener() {}, addListener() {}, removeListener() {}, dispatchEvent: () => false });

Object.assign(globalThis, { TextDecoder, TextEncoder, ResizeObserver: NoObserver, IntersectionObserver: NoObserver, MessageChannel: SilentChannel, matchMedia: noMatch });
HTMLCanvasElement.prototype.getContext = () => ({ measureText: (text) => ({ width: 7 * text.length }), fillText() {} });
globalThis.IS_REACT_ACT_ENVIRONMENT = true;

// jsdom has no styles of pseudo-elements and says so loudly; Grafana's Drawer asks for the scroll bar's.
const { getComputedStyle } = window;
window.getComputedStyle = (element) => getComputedStyle.call(window, element);
