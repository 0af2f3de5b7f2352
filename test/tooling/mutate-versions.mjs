// Changes one operator, number, letter or anchor of the version orders at a time and runs the version suites on it.
// node test/tooling/mutate-versions.mjs [--survivors] [PART OF A PATH]; exit 1 below 85 % killed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';
import ts from 'typescript';
import { expect } from '../../node_modules/vitest/dist/index.js';
import { loadTypeScript, transpile } from './load-typescript.mjs';

const root = join(import.meta.dirname, '../..');
const wantedShare = 85;
const timeLimitMs = 10_000;

const families = readdirSync(join(root, 'test/fixtures/versions')).map((file) => file.replace(/\.yaml$/, ''));
/** Beside `versions.ts`: what it leaves to a file of its own. Image names have rules of their own and no order. */
const besides = ['trains.ts', 'lines.ts', 'release-tag.ts', 'iosd-releases.ts', 'release-parts.ts', 'release-facts.ts'];
const targets = [
  ...families.flatMap((family) => ['versions.ts', ...besides].map((file) => ({ family, path: `src/platforms/${family}/${file}` }))),
  ...['version-kit.ts', 'version-range.ts'].map((file) => ({ family: null, path: `src/platforms/shared/${file}` })),
].filter(({ path }) => existsSync(join(root, path)));

const operators = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '&&': '||',
  '||': '&&',
  '+': '-',
  '-': '+',
  '*': '/',
  '%': '*',
  '+=': '-=',
};

/** `key[3] ?? 0` and `[major = 0]`: the compiler asks for a default that no input reaches. */
function isDefault({ parent }) {
  if (ts.isBindingElement(parent)) return true;
  return ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken;
}

/** All changes of a source, each as `[start, end, text]`. Types and sentences are left alone. */
function mutantsOf(source) {
  const found = [];
  const file = ts.createSourceFile('x.ts', source, ts.ScriptTarget.ES2022, true);
  const change = (node, text) => found.push({ start: node.getStart(file), end: node.getEnd(), text });
  const visit = (node) => {
    if (ts.isTypeNode(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node)) return;
    if (ts.isBinaryExpression(node)) {
      const other = operators[node.operatorToken.getText(file)];
      if (other !== undefined) change(node.operatorToken, other);
    } else if (ts.isNumericLiteral(node) && !isDefault(node)) {
      change(node, `(${node.getText(file)} + 1)`);
    } else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
      change(node, node.operand.getText(file));
    } else if (ts.isConditionalExpression(node)) {
      const [test, yes, no] = [node.condition, node.whenTrue, node.whenFalse].map((part) => part.getText(file));
      change(node, `((${test}) ? (${no}) : (${yes}))`);
    } else if (ts.isStringLiteral(node)) {
      const { text } = node;
      if (text === 'older' || text === 'newer') change(node, `'${text === 'older' ? 'newer' : 'older'}'`);
      else if (/^[A-Z]{1,4}$|^[a-z]$/.test(text)) change(node, `'${text.slice(0, -1)}${/[zZ]$/.test(text) ? 'q' : 'Z'}'`);
    } else if (ts.isRegularExpressionLiteral(node)) {
      const [, body, flags] = /^\/(.*)\/([a-z]*)$/s.exec(node.getText(file)) ?? [];
      if (body?.startsWith('^')) change(node, `/${body.slice(1)}/${flags}`);
      if (body?.endsWith('$') && !body.endsWith('\\$')) change(node, `/${body.slice(0, -1)}/${flags}`);
      if (flags?.includes('i')) change(node, `/${body}/${flags.replace('i', '')}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const suites = ['versions.test.ts', 'version-cases.test.ts', 'shared/version-kit.test.ts', ...families.map((family) => `${family}/versions.test.ts`)]
  .map((file) => join(root, 'test/unit/platforms', file))
  .filter((file) => existsSync(file));

/** Runs the suites with the sources replaced; true where all tests pass. A suite that cannot be loaded fails. */
function passes(replaced, family) {
  const tests = [];
  const rows = (table, run) => (name, body) => table.forEach((row) => run(name, () => body(...[row].flat(1))));
  const it = (_, body) => tests.push(body);
  it.each = (table) => rows(table, it);
  const describe = (name, body) => {
    if (family === null || !name.startsWith('versions of ') || name === `versions of ${family}`) body();
  };
  describe.each = (table) => rows(table, describe);
  const packages = { vitest: { describe, it, test: it, expect } };
  try {
    for (const suite of suites) {
      const other = families.find((name) => suite.endsWith(`/${name}/versions.test.ts`));
      if (family === null || other === undefined || other === family) loadTypeScript(suite, replaced, packages);
    }
    for (const test of tests) test();
    return true;
  } catch {
    return false;
  }
}

function survives(replaced, family) {
  globalThis.runMutant = () => passes(replaced, family);
  try {
    return vm.runInThisContext('runMutant()', { timeout: timeLimitMs });
  } catch {
    return false;
  }
}

const only = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? '';
const showsSurvivors = process.argv.includes('--survivors');
if (!survives(new Map(), null)) throw new Error('the suites fail before anything is changed');

let [total, killed] = [0, 0];
for (const { family, path } of targets.filter((target) => target.path.includes(only))) {
  const source = readFileSync(join(root, path), 'utf8');
  const mutants = mutantsOf(source);
  let dead = 0;
  for (const { start, end, text } of mutants) {
    const changed = source.slice(0, start) + text + source.slice(end);
    if (survives(new Map([[join(root, path), transpile(changed)]]), family)) {
      const line = source.slice(0, start).split('\n').length;
      if (showsSurvivors) console.log(`  ${path}:${line}: ${source.slice(start, end).slice(0, 80)}  ->  ${text.slice(0, 80)}`);
    } else dead += 1;
  }
  total += mutants.length;
  killed += dead;
  console.log(`${String(dead).padStart(4)} of ${String(mutants.length).padStart(4)}  ${path}`);
}
const share = total === 0 ? 100 : (100 * killed) / total;
console.log(`${String(killed).padStart(4)} of ${String(total).padStart(4)}  killed, ${share.toFixed(1)} %`);
process.exitCode = share < wantedShare ? 1 : 0;
