import { createInterface } from 'node:readline';

const SERVER_ERROR = 4466;
// Where the module was when it failed: of no use without its source.
const SPAN_TRACE = /\n {3}0: \w+::[\s\S]*$/;

/** @typedef {(method: string, params: unknown) => Promise<any>} Call */

/**
 * Serves JSON-RPC 2.0, one message per line, to the end of stdin, one request after the other.
 *
 * @param {Call} call
 */
export const serve = async call => {
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = JSON.parse(line);
    if (method) send({ id, ...(await answer(call, method, params)) }); // Anything else answers a `print` of ours.
  }
};

/**
 * @param {Call} call
 * @param {string} method
 * @param {unknown} params
 */
const answer = async (call, method, params) => {
  try {
    const result = await call(method, params);
    if (typeof result?.stdout !== 'string') return { result: result ?? {} };
    send({ id: 0, method: 'print', params: { content: result.stdout.replace(/\n$/, '') } });
    return { result: { ...result, stdout: null } };
  } catch (error) {
    const { message, code } = /** @type {Error & { code?: string }} */ (error);
    const data = { is_panic: false, message: message.replace(SPAN_TRACE, ''), ...(code && { error_code: code }) };
    return { error: { code: SERVER_ERROR, message: 'An error happened. Check the data field for details.', data } };
  }
};

/** @param {object} message */
const send = message => {
  // The module leaves out what Rust calls None, and the CLI expects null.
  const json = JSON.stringify({ jsonrpc: '2.0', ...message }, (_, value) => (value === undefined ? null : value));
  process.stdout.write(`${json}\n`);
};
