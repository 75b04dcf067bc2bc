// Copies the files listed in vendor.json from node_modules to static/vendor and writes its manifest.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { english, indonesian, json } from "./emoji.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "static", "vendor");
const modules = join(here, "node_modules");
const OWN = ["LICENSE", "LICENCE"];

// The maps aren't shipped: a browser with its tools open would ask for them and log an error.
const withoutSourceMap = (text) => text.replace(/\n?(\/\/|\/\*)# sourceMappingURL=\S+?( *\*\/)?\s*$/, "\n");

const packageOf = (name) => json(join(modules, name, "package.json"));
const data = english(json(join(modules, "emoji-picker-element-data/en/github/data.json")));

/** What is made of a package's file instead of copying it. */
const MADE = {
  english: () => JSON.stringify(data),
  indonesian: (text) => JSON.stringify(indonesian(data, JSON.parse(text).annotations.annotations, json(join(here, "emoji-id.json")))),
};

function put(path, text) {
  mkdirSync(dirname(join(target, path)), { recursive: true });
  writeFileSync(join(target, path), text);
}

/** Copies one package's licence texts and returns their paths below static/vendor. */
function licences(name, notices) {
  return [...OWN, ...notices].filter((file) => existsSync(join(modules, name, file))).map((file) => {
    const path = `LICENSES/${name.replace("/", "__")}${OWN.includes(file) ? "" : `-${file.replace(".txt", "")}`}.txt`;
    put(path, readFileSync(join(modules, name, file), "utf8"));
    return path;
  });
}

/** A file with our changes, each of which must still find its place, named at its head as the licences ask. */
function changed(text, changes) {
  if (!changes) return text;
  for (const { find, put: other } of changes) {
    if (text.split(find).length !== 2) throw new Error(`a change doesn't find its place any more: ${find}`);
    text = text.replace(find, () => other);
  }
  return `// Changed for Ngobrol (frontend/vendor.json): ${changes.map(({ why }) => why).join("; ")}.\n${text}`;
}

rmSync(target, { recursive: true, force: true });
const manifest = [];
for (const [name, entry] of Object.entries(json(join(here, "vendor.json")))) {
  const { version, license } = packageOf(name);
  const inside = [...(entry.bundles ?? []), ...(entry.with ?? [])];
  const texts = [...licences(name, entry.notices ?? []), ...inside.flatMap((inner) => licences(inner, []))];
  for (const [source, { to, import: specifier, changes, make }] of Object.entries(entry.files)) {
    const original = readFileSync(join(modules, name, source), "utf8");
    const text = make ? MADE[make](original) : changed(withoutSourceMap(original), changes);
    put(to, text);
    manifest.push({
      path: to,
      import: specifier ?? null,
      name,
      version,
      licence: license,
      licence_files: texts,
      source,
      sha256: createHash("sha256").update(text).digest("hex"),
    });
  }
}
put("manifest.json", `${JSON.stringify({ files: manifest }, null, 2)}\n`);
