import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { type SecretSpec, secretKey } from '../core/inventory.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Secret, Secrets } from '../ports.ts';

const masked = '•••';
const execLimitMs = 30_000;

/**
 * Wraps what the inventory says about a secret. Nothing is read before the first `reveal`, and nothing twice: one
 * program start serves all devices that share an entry. `environment` is the process's own in the program.
 */
export function secretStore(environment: Readonly<Record<string, string | undefined>>): Secrets {
  const known = new Map<string, Secret>();
  return {
    wrap(spec) {
      const key = secretKey(spec);
      const before = known.get(key);
      if (before !== undefined) return before;
      const secret = wrapSecret(() => resolve(spec, environment));
      known.set(key, secret);
      return secret;
    },
  };
}

/** A wrapper whose every printed form is `•••`; the value lives in a closure, not in a property. */
function wrapSecret(resolveOnce: () => Promise<Result<string, string>>): Secret {
  let resolved: Promise<Result<string, string>> | null = null;
  const secret = {
    reveal() {
      resolved ??= resolveOnce();
      return resolved;
    },
    toString: () => masked,
    toJSON: () => masked,
    [inspect.custom]: () => masked,
  };
  return Object.freeze(secret);
}

async function resolve(
  spec: SecretSpec,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Result<string, string>> {
  switch (spec.kind) {
    case 'text':
      return ok(spec.text);
    case 'env': {
      const value = environment[spec.name];
      return value === undefined ? err(`the environment has no variable ${spec.name}`) : ok(value);
    }
    case 'file':
      return readFile(spec.path, 'utf8').then(
        (text) => ok(withoutLineEnd(text)),
        (error: unknown) => err(`cannot read ${spec.path}: ${errorCode(error)}`),
      );
    case 'exec':
      return runProgram(spec.argv);
  }
}

/** Runs without a shell. The program's own messages are not repeated: they may hold the secret. */
function runProgram(argv: readonly string[]): Promise<Result<string, string>> {
  const [program, ...args] = argv;
  if (program === undefined) return Promise.resolve(err('exec names no program'));
  return new Promise((done) => {
    execFile(program, args, { timeout: execLimitMs, maxBuffer: 1 << 20 }, (error, stdout) => {
      if (error === null) done(ok(withoutLineEnd(stdout)));
      else if (error.killed === true) done(err(`${program} gave no answer within ${execLimitMs / 1000} s`));
      else
        done(
          err(`${program} failed: ${typeof error.code === 'number' ? `exit status ${error.code}` : errorCode(error)}`),
        );
    });
  });
}

/** Files and programs end a secret with a line feed that is not part of it; other blanks are. */
const withoutLineEnd = (text: string): string => text.replace(/\r?\n$/, '');

function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return 'unknown error';
}
