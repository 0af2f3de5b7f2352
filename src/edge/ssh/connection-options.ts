import type { Duplex } from 'node:stream';
import type { ConnectConfig, ServerHostKeyAlgorithm } from 'ssh2';
import type { AlgorithmProfile } from '../../core/inventory.ts';
import { algorithmOptions } from './algorithms.ts';
import type { AuthPlan } from './auth-plan.ts';

/**
 * The only place that makes options of an SSH connection, so that none can be made without a verifier. The verifier is
 * synchronous by type: ssh2 takes every value but `false` for consent, so that of an `async` function, a promise, would
 * let any key pass (test/integration/ssh-host-key.test.ts shows it).
 */
export function connectionOptions(
  sock: Duplex,
  username: string,
  offer: { readonly profile: AlgorithmProfile; readonly hostKeys: readonly ServerHostKeyAlgorithm[] },
  acceptsKey: (key: Buffer) => boolean,
  auth: AuthPlan,
  exhausted: () => void,
): ConnectConfig {
  return {
    sock,
    username,
    algorithms: algorithmOptions(offer.profile, offer.hostKeys),
    hostVerifier: (key: Buffer): boolean => acceptsKey(key) === true,
    authHandler(methodsLeft, partial, next) {
      const method = auth.next(methodsLeft, partial);
      if (method === null) exhausted();
      else next(method);
    },
    // The limit is pawl's own: it covers jump hosts too, and tells how far the connection came.
    readyTimeout: 0,
    keepaliveInterval: 0,
    agentForward: false,
  };
}
