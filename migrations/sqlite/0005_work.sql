-- Work that is waiting, answers that may be asked for again, and the record of who did what.
CREATE TABLE jobs (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('run', 'import')),
    -- What the job is about: a search, or an import.
    subject_id TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    is_cancelling INTEGER NOT NULL DEFAULT 0 CHECK (is_cancelling IN (0, 1)),
    -- Why the last attempt failed, in words for the user.
    failure TEXT,
    -- The id of what was made.
    result_id TEXT,
    -- Who works on it, and until when that is believed without a sign of life.
    worker TEXT,
    lease_until TEXT CHECK (length(lease_until) = 27),
    run_after TEXT NOT NULL CHECK (length(run_after) = 27),
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX jobs_waiting ON jobs (state, run_after, id);
CREATE INDEX jobs_by_time ON jobs (org_id, created_at, id);

CREATE TABLE idempotency_keys (
    org_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
    -- What was asked: the operation and its input.
    request_hash TEXT NOT NULL CHECK (length(request_hash) = 64),
    answer TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    PRIMARY KEY (org_id, user_id, key),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at);

-- Append-only. Each entry's hash covers the one before; ids and names of fields, never values.
CREATE TABLE audit (
    org_id TEXT NOT NULL REFERENCES organisations (id),
    seq INTEGER NOT NULL CHECK (seq > 0),
    at TEXT NOT NULL CHECK (length(at) = 27),
    -- None where the program itself acted, such as by a command on its own machine.
    user_id TEXT,
    via TEXT NOT NULL,
    action TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    fields TEXT NOT NULL,
    request_id TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    PRIMARY KEY (org_id, seq)
) STRICT;
CREATE INDEX audit_of_subject ON audit (org_id, subject_id, seq);
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
