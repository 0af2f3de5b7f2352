import type { Verdict } from '../core/verdict.ts';

/** What a verdict claims, what would refute it, and what to do first; docs/response.md has the rest. */
export const verdictNotes: Readonly<
  Record<Verdict, { readonly claim: string; readonly refutedBy: string; readonly now: readonly string[] }>
> = {
  tampered: {
    claim: 'A file in the running or boot path, or the running code, is not what it is trusted to be.',
    refutedBy:
      'A digest that pawl computes itself (E4), or a record that the hardware signed (E5), shows the trusted value.',
    now: [
      'Do not reload.',
      'Get memory and off-box digests.',
      'Take management access away.',
      'docs/response.md, tampered',
    ],
  },
  downgraded: {
    claim: 'A member runs an older release than its reference, and no recorded decision covers the step.',
    refutedBy: 'It runs the reference or newer; or `pawl findings authorize` records who decided.',
    now: [
      'Do not reload before logs and memory are kept.',
      'Find account, address and ticket.',
      'docs/response.md, downgraded',
    ],
  },
  'downgrade-pending': {
    claim: 'The next start would run an older release.',
    refutedBy: 'Digest, signature or the install state shows that the next boot is not older.',
    now: ['Keep it from reloading.', 'Correct the boot choice and save it.', 'docs/response.md, downgrade-pending'],
  },
  noncompliant: {
    claim: 'The device is not as approved; that it was stepped back is not proven.',
    refutedBy: 'What the findings name is as the baseline wants it.',
    now: ['Read each finding below; docs/response.md, noncompliant'],
  },
  unverified: {
    claim: 'Nothing is claimed: a needed fact is missing, or the device contradicts itself.',
    refutedBy: 'An audit that sees the missing fact decides.',
    now: ['Mend what the reason names and verify again; docs/response.md, unverified'],
  },
  authorized: {
    claim: 'It would be one of the others, and a recorded decision covers exactly the step.',
    refutedBy: 'The release changes again, the decision ends, or its target is another.',
    now: ['Nothing; compare the ticket where you do not know it.'],
  },
  compliant: {
    claim:
      'Running release, patches and the next boot of every member, and the required digests, were seen and are right.',
    refutedBy: 'Evidence from outside of the device that contradicts it: an off-box digest, the log collector, a twin.',
    now: ['Nothing. The assurance says what it stands on.'],
  },
};
