-- Work that is waiting, answers that may be asked for again, and the record of who did what.
CREATE TABLE jobs (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    org_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('run', 'import')),
    -- What the job is about: a search, or an import.
    subject_id TEXT COLLATE "C" NOT NULL,
    payload TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    done BIGINT NOT NULL DEFAULT 0,
    total BIGINT NOT NULL DEFAULT 0,
    attempts BIGINT NOT NULL DEFAULT 0,
    is_cancelling BIGINT NOT NULL DEFAULT 0 CHECK (is_cancelling IN (0, 1)),
    -- Why the last attempt failed, in words for the user.
    failure TEXT COLLATE "C",
    -- The id of what was made.
    result_id TEXT COLLATE "C",
    -- Who works on it, and until when that is believed without a sign of life.
    worker TEXT COLLATE "C",
    lease_until TEXT COLLATE "C" CHECK (length(lease_until) = 27),
    run_after TEXT COLLATE "C" NOT NULL CHECK (length(run_after) = 27),
    created_at TEXT COLLATE "C" NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT COLLATE "C" NOT NULL CHECK (length(updated_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
);
CREATE INDEX jobs_waiting ON jobs (state, run_after, id);
CREATE INDEX jobs_by_time ON jobs (org_id, created_at, id);

CREATE TABLE idempotency_keys (
    org_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
    -- What was asked: the operation and its input.
    request_hash TEXT COLLATE "C" NOT NULL CHECK (length(request_hash) = 64),
    answer TEXT COLLATE "C" NOT NULL,
    created_at TEXT COLLATE "C" NOT NULL CHECK (length(created_at) = 27),
    PRIMARY KEY (org_id, user_id, key),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
);
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at);

-- Append-only. Each entry's hash covers the one before; ids and names of fields, never values.
CREATE TABLE audit (
    org_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (id),
    seq BIGINT NOT NULL CHECK (seq > 0),
    at TEXT COLLATE "C" NOT NULL CHECK (length(at) = 27),
    -- None where the program itself acted, such as by a command on its own machine.
    user_id TEXT COLLATE "C",
    via TEXT COLLATE "C" NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    subject_id TEXT COLLATE "C" NOT NULL,
    fields TEXT COLLATE "C" NOT NULL,
    request_id TEXT COLLATE "C" NOT NULL,
    previous_hash TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL CHECK (length(hash) = 64),
    PRIMARY KEY (org_id, seq)
);
CREATE INDEX audit_of_subject ON audit (org_id, subject_id, seq);
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END
$$;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
