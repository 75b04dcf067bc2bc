/** @typedef {import("../types.js").Fault} Fault */

/** @returns {Fault} */
const unreachable = () => ({ code: "offline", message: "" });

/**
 * Calls our REST with the page's cookie.
 * @param {string} method @param {string} path below /api @param {Object} [body]
 * @returns {Promise<any>} `data`; rejects with the error object of the envelope
 */
export async function rest(method, path, body) {
  const headers = { Accept: "application/json", ...(body ? { "Content-Type": "application/json" } : {}) };
  let answer;
  try {
    const response = await fetch(`/api${path}`, { method, headers, body: body && JSON.stringify(body), credentials: "same-origin" });
    answer = await response.json();
  } catch {
    throw unreachable();
  }
  if (!answer.success) throw answer.error;
  return answer.data;
}
