// Lets node resolve what the page's import map resolves, and read our scripts as modules.
import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { register } from "node:module";

globalThis.crypto ??= webcrypto; // browsers have it, and Node from 20 on

const vendor = new URL("../../../static/vendor/", import.meta.url);

export async function resolve(specifier, context, next) {
  const { files } = JSON.parse(readFileSync(new URL("manifest.json", vendor), "utf8"));
  const found = files.find((file) => file.import === specifier);
  if (found) return { url: new URL(found.path, vendor).href, format: "module", shortCircuit: true };
  const resolved = await next(specifier, context);
  return resolved.url.includes("/static/") ? { ...resolved, format: "module" } : resolved;
}

if (!globalThis.ngobrolHooks) {
  globalThis.ngobrolHooks = true;
  register(import.meta.url);
}
