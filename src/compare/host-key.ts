import { type Case, nothingSeen, type Sight } from './case.ts';

/** hostkey-changed: the server showed another key than the pinned one, so no password went to it. */
export function seeHostKey(c: Case): Sight {
  const { ssh, failure, source } = c.observation;
  if (source !== 'ssh' || ssh?.hostKeyFingerprint == null) return nothingSeen;
  if (ssh.hostKey !== 'changed') {
    return failure?.code === 'host-key'
      ? nothingSeen
      : { ...nothingSeen, seen: [{ type: 'hostkey-changed', member: null }] };
  }
  const shown = `${ssh.hostKeyType ?? ''} ${ssh.hostKeyFingerprint}`.trim();
  return {
    ...nothingSeen,
    drafts: [
      {
        type: 'hostkey-changed',
        member: null,
        subject: ssh.hostKeyFingerprint,
        expected: 'the pinned host key',
        observed: shown,
        evidence: ['SSH handshake'],
      },
    ],
  };
}
