/**
 * ONNX Runtime's library reports its use to its maker unless the environment says otherwise when it is loaded. To be imported
 * before it, by the main thread: only that thread's `process.env` is the process' own.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';
