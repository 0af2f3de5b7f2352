import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import typescript from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Compiles a script and the sources it imports into a folder, and gives the script's path there: for tests that start
 * (and kill) processes of their own, without a build beforehand.
 */
export function compiledCopy(script: string, folder: string): string {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const done = new Set<string>();
  const compile = (source: string): string => {
    const target = join(folder, relative(root, source)).replace(/\.ts$/, '.js');
    if (done.has(source)) return target;
    done.add(source);
    const { outputText } = typescript.transpileModule(readFileSync(source, 'utf8'), {
      compilerOptions: {
        module: typescript.ModuleKind.ESNext,
        target: typescript.ScriptTarget.ES2022,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
    });
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
    for (const [, imported = ''] of outputText.matchAll(/from ['"](\.[^'"]+)\.js['"]/g))
      compile(resolve(dirname(source), `${imported}.ts`));
    return target;
  };
  return compile(script);
}
