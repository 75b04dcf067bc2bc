// Copies the files listed in vendor.json from node_modules to static/vendor and writes its manifest.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "static", "vendor");
const modules = join(here, "node_modules");
const OWN = ["LICENSE", "LICENCE"];

// The maps aren't shipped: a browser with its tools open would ask for them and log an error.
const withoutSourceMap = (text) => text.replace(/\n?(\/\/|\/\*)# sourceMappingURL=\S+?( *\*\/)?\s*$/, "\n");

function packageOf(name) {
  return JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
}

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

rmSync(target, { recursive: true, force: true });
const manifest = [];
for (const [name, entry] of Object.entries(JSON.parse(readFileSync(join(here, "vendor.json"), "utf8")))) {
  const { version, license } = packageOf(name);
  const texts = [...licences(name, entry.notices ?? []), ...(entry.bundles ?? []).flatMap((inner) => licences(inner, []))];
  for (const [source, { to, import: specifier }] of Object.entries(entry.files)) {
    const text = withoutSourceMap(readFileSync(join(modules, name, source), "utf8"));
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
