import type { AnyAuthMethod, ParsedKey, Prompt } from 'ssh2';
import { type Reason, reason } from '../../core/reason.ts';

/** Everything that may be shown to one server, already resolved. */
export type Credentials = {
  readonly username: string;
  readonly password: string | null;
  readonly privateKey: ParsedKey | null;
  /** Path of an agent's socket. */
  readonly agent: string | null;
};

/**
 * Which authentication method comes next, and what a server's questions get. One password is tried once a login: in
 * keyboard-interactive where the server offers it (EOS offers nothing else; PAN-OS asks its notice there), else as
 * `password`. `fail` is called where a question cannot be answered; the connection has then to be dropped.
 */
export type AuthPlan = {
  /** Null where nothing is left to try. */
  readonly next: (methodsLeft: readonly string[] | null, partial: boolean | null) => AnyAuthMethod | null;
  readonly failure: () => { readonly reason: Reason; readonly credentialsRefused: boolean };
};

type Method = 'publickey' | 'agent' | 'keyboard-interactive' | 'password';

export function authPlan(credentials: Credentials, fail: () => void): AuthPlan {
  const { username, password, privateKey, agent } = credentials;
  const tried = new Set<Method>();
  let passwordGiven = false;
  let passedOne = false;
  let offered: readonly string[] = [];
  let unanswered: Reason | null = null;

  const answer = (prompts: readonly Prompt[]): readonly string[] | Reason => {
    const answers: string[] = [];
    for (const { prompt, echo } of prompts) {
      const shown = JSON.stringify(
        prompt
          .replace(/[\x00-\x1f\x7f]+/g, ' ')
          .trim()
          .slice(0, 80),
      );
      if (/do you accept/i.test(prompt) && echo !== false) answers.push('yes');
      else if (/\b(?:new|old|current|retype|change)\b/i.test(prompt))
        return reason('auth', `the device wants the password changed: it asks ${shown}`);
      else if (echo === true || !/passw(?:or)?d/i.test(prompt) || /one.?time|\botp\b|token|code|factor/i.test(prompt))
        return reason('auth', `additional factor asked: ${shown}`);
      else if (password === null) return reason('auth', `the device asks ${shown}, and the inventory has no password`);
      else if (passwordGiven) return reason('auth', `additional factor asked: ${shown} after the password was given`);
      else {
        passwordGiven = true;
        answers.push(password);
      }
    }
    return answers;
  };

  const usable = (method: Method): boolean => {
    if (tried.has(method)) return false;
    switch (method) {
      case 'publickey':
        return privateKey !== null && offered.includes('publickey');
      case 'agent':
        return agent !== null && offered.includes('publickey');
      default:
        return password !== null && !passwordGiven && offered.includes(method);
    }
  };

  return {
    next(methodsLeft, partial) {
      // The first request is always `none`: its refusal lists the methods, so that no password goes where none is taken.
      if (methodsLeft === null) return { type: 'none', username };
      offered = methodsLeft;
      passedOne ||= partial === true;
      if (unanswered !== null) return null;
      const order: readonly Method[] = ['publickey', 'agent', 'keyboard-interactive', 'password'];
      const method = order.find(usable);
      if (method === undefined) return null;
      tried.add(method);
      switch (method) {
        case 'publickey':
          return privateKey === null ? null : { type: 'publickey', username, key: privateKey };
        case 'agent':
          return agent === null ? null : { type: 'agent', username, agent };
        case 'password':
          passwordGiven = true;
          return { type: 'password', username, password: password ?? '' };
        case 'keyboard-interactive':
          return {
            type: 'keyboard-interactive',
            username,
            prompt(_name, _instructions, _language, prompts, finish) {
              const answers = answer(prompts);
              if ('code' in answers) {
                unanswered = answers;
                fail();
              } else finish([...answers]);
            },
          };
      }
    },
    failure() {
      if (unanswered !== null) return { reason: unanswered, credentialsRefused: passwordGiven };
      const methods = offered.length === 0 ? 'no method' : offered.join(', ');
      if (tried.size === 0)
        return {
          reason: reason('auth', `nothing in the inventory fits what the device accepts (${methods})`),
          credentialsRefused: false,
        };
      if (passedOne)
        return { reason: reason('auth', `additional factor asked: ${methods}`), credentialsRefused: false };
      const shown = [...tried].filter((method) => method !== 'keyboard-interactive' || passwordGiven);
      const words = shown.map((method) => (method === 'keyboard-interactive' ? 'password' : method));
      return {
        reason: reason(
          'auth',
          `the device refused ${[...new Set(words)].join(' and ') || 'the login'} of "${username}"`,
        ),
        credentialsRefused: words.length > 0,
      };
    },
  };
}
