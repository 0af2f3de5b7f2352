import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import ts from 'typescript';

const require = createRequire(import.meta.url);
/** Path → source as CommonJS; transpiling is the slow part and does not change between loads. */
const transpiled = new Map();

export function transpile(source) {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  });
  return outputText.replaceAll('import.meta.dirname', 'here');
}

/**
 * Loads a TypeScript module and what it imports from the checkout, in this process, without a build. `replaced` (path →
 * CommonJS source) takes the place of files, `packages` that of packages. Nothing is kept between loads but the
 * transpiled text: each load evaluates all modules anew.
 */
export function loadTypeScript(entry, replaced = new Map(), packages = {}) {
  const loaded = new Map();
  const load = (path) => {
    const known = loaded.get(path);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    loaded.set(path, module);
    if (!transpiled.has(path)) transpiled.set(path, transpile(readFileSync(path, 'utf8')));
    const source = replaced.get(path) ?? transpiled.get(path);
    const from = (name) => (name.startsWith('.') ? load(resolve(dirname(path), name)) : (packages[name] ?? require(name)));
    new Function('exports', 'require', 'module', 'here', source)(module.exports, from, module, dirname(path));
    return module.exports;
  };
  return load(resolve(entry));
}
