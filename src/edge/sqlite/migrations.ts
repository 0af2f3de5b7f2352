/**
 * The schema, step by step; the number of a step is its place in the list, from 1, and stands in `user_version` after
 * it. Steps are only ever appended. Each runs in a transaction of its own.
 *
 * `link` is the evidence: each row holds canonical JSON and the SHA-256 over itself and its predecessor. The other
 * tables repeat parts of it so that they can be searched; `verifyChain` holds every column of theirs against it.
 * `blob` holds what is too long for a link, by the SHA-256 of its text.
 *
 * Step 2: a weekly audit mostly sees what the last one saw. `link_text` holds the text of an observation and of a
 * judgement, `near_blob` an output that changed a little (an uptime); both compressed against an earlier whole one,
 * `base`, which therefore may never be deleted alone. Of the base of a blob its first 16 digits are kept: the digest of
 * the text shows whether it was the right one. `judgement.runs` lists the releases, so that a report finds changes
 * without opening texts; it is null in rows from before.
 *
 * Step 4: `device_state.fleet` repeats the few parts of a state that other devices are judged with, so that judging one
 * opens no state of the others; null in rows from before.
 */
export const migrations: readonly string[] = [
  `
CREATE TABLE link (
  seq INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL,
  prev_sha256 TEXT NOT NULL,
  sha256 TEXT NOT NULL
) STRICT;
CREATE INDEX link_by_subject ON link (kind, subject, seq);

CREATE TABLE blob (
  sha256 TEXT PRIMARY KEY,
  method TEXT NOT NULL CHECK (method IN ('deflate-raw', 'plain')),
  size INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  link INTEGER PRIMARY KEY REFERENCES link (seq),
  id TEXT NOT NULL UNIQUE,
  trigger TEXT NOT NULL,
  started_at INTEGER NOT NULL
) STRICT;

CREATE TABLE audit_end (
  link INTEGER PRIMARY KEY REFERENCES link (seq),
  audit TEXT NOT NULL REFERENCES audit (id),
  finished_at INTEGER NOT NULL,
  outcome TEXT NOT NULL
) STRICT;
CREATE INDEX audit_end_by_audit ON audit_end (audit);

CREATE TABLE observation (
  link INTEGER PRIMARY KEY REFERENCES link (seq),
  audit TEXT NOT NULL REFERENCES audit (id),
  device TEXT NOT NULL,
  source TEXT NOT NULL,
  taken_at INTEGER,
  facts TEXT REFERENCES blob (sha256)
) STRICT;

CREATE TABLE judgement (
  link INTEGER PRIMARY KEY REFERENCES link (seq),
  observation INTEGER NOT NULL UNIQUE REFERENCES observation (link),
  audit TEXT NOT NULL REFERENCES audit (id),
  device TEXT NOT NULL,
  verdict TEXT NOT NULL,
  taken_at INTEGER
) STRICT;
CREATE INDEX judgement_by_device ON judgement (device, taken_at, link);
CREATE INDEX judgement_by_audit ON judgement (audit, device);

CREATE TABLE finding (
  id TEXT PRIMARY KEY,
  link INTEGER NOT NULL UNIQUE REFERENCES link (seq),
  device TEXT NOT NULL,
  type TEXT NOT NULL,
  status TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_by_device ON finding (device);

CREATE TABLE device_state (
  device TEXT PRIMARY KEY,
  link INTEGER NOT NULL UNIQUE REFERENCES link (seq),
  sha256 TEXT NOT NULL,
  bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE decision (
  link INTEGER PRIMARY KEY REFERENCES link (seq),
  id TEXT NOT NULL UNIQUE,
  device TEXT NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX decision_by_device ON decision (device);

CREATE TABLE baseline_revision (
  link INTEGER PRIMARY KEY REFERENCES link (seq),
  revision TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL REFERENCES blob (sha256)
) STRICT;

CREATE TABLE window (
  link INTEGER PRIMARY KEY REFERENCES link (seq),
  name TEXT NOT NULL UNIQUE,
  begins INTEGER NOT NULL,
  ends INTEGER NOT NULL
) STRICT;

CREATE TABLE window_end (
  link INTEGER PRIMARY KEY REFERENCES link (seq),
  name TEXT NOT NULL UNIQUE REFERENCES window (name),
  at INTEGER NOT NULL
) STRICT;
`,
  `
ALTER TABLE judgement ADD COLUMN runs TEXT;

CREATE TABLE link_text (
  link INTEGER PRIMARY KEY REFERENCES link (seq),
  base INTEGER REFERENCES link_text (link),
  size INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE near_blob (
  sha256 TEXT PRIMARY KEY,
  base TEXT NOT NULL,
  size INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;

DROP INDEX link_by_subject;
CREATE INDEX link_of_finding ON link (subject, seq) WHERE kind = 'finding';
CREATE INDEX finding_by_status ON finding (status, first_seen);
`,
  `
CREATE TABLE alert (
  id TEXT PRIMARY KEY,
  link INTEGER NOT NULL UNIQUE REFERENCES link (seq),
  device TEXT,
  stage TEXT NOT NULL,
  disposition TEXT NOT NULL,
  opened_at INTEGER,
  updated_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_by_device ON alert (device);
CREATE INDEX link_of_alert ON link (subject, seq) WHERE kind = 'alert';
`,
  `
ALTER TABLE device_state ADD COLUMN fleet TEXT;
`,
  `
CREATE TABLE prune (
  link INTEGER PRIMARY KEY REFERENCES link (seq),
  older_than INTEGER NOT NULL,
  texts INTEGER NOT NULL
) STRICT;
CREATE INDEX link_text_by_base ON link_text (base) WHERE base IS NOT NULL;
`,
];
