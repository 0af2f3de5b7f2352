/** What was seen of the machine that pawl runs on. Null: it does not tell. */
export type ExaminedHost = {
  readonly node: string;
  readonly openssl: string;
  readonly fips: boolean;
  readonly missingHashes: readonly string[];
  readonly missingCiphers: readonly string[];
  readonly clockSynchronised: boolean | null;
  /** What the kernel gives to a socket that asks for a large buffer, and how to raise it. */
  readonly receiveBuffer: { readonly bytes: number; readonly advice: string | null } | null;
  readonly ports: readonly ExaminedPort[];
};

/** `problem`: the system's word for why nothing can listen there, e.g. `EADDRINUSE`; null: it is free. */
export type ExaminedPort = { readonly name: string; readonly where: string; readonly problem: string | null };
