/**
 * localStorage that never throws: private windows and full disks turn it into memory that lasts as long as the page.
 * @param {Storage|undefined} disk
 */
export function safeStorage(disk) {
  const memory = new Map();
  const attempt = (action, fallback) => {
    try {
      return disk ? action(disk) : fallback();
    } catch {
      return fallback();
    }
  };
  const get = (key) => attempt((d) => d.getItem(key), () => null) ?? memory.get(key) ?? null;
  return {
    get,
    /** The value, parsed as JSON; null when there is none or it isn't JSON. */
    json: (key) => {
      try {
        return JSON.parse(get(key));
      } catch {
        return null;
      }
    },
    set: (key, value) => attempt((d) => d.setItem(key, value), () => memory.set(key, value)),
    remove: (key) => {
      memory.delete(key);
      attempt((d) => d.removeItem(key), () => undefined);
    },
    /** Every key that starts with the prefix. */
    keys: (prefix) => {
      const kept = attempt((d) => Array.from({ length: d.length }, (_, index) => d.key(index)), () => []);
      return [...new Set([...kept, ...memory.keys()])].filter((key) => key?.startsWith(prefix));
    },
  };
}

/** The page's storage; reading `localStorage` itself throws where cookies are refused. */
export function pageStorage() {
  try {
    return safeStorage(globalThis.localStorage);
  } catch {
    return safeStorage(undefined);
  }
}
