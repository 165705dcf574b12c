-- What was computed, judged and decided. A run never changes: it keeps all that it rests on, by candidate id and without names.
CREATE TABLE runs (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    framework_id TEXT NOT NULL,
    framework_sha256 TEXT NOT NULL CHECK (length(framework_sha256) = 64),
    program_version TEXT NOT NULL,
    role_type TEXT,
    balance REAL NOT NULL,
    weights TEXT NOT NULL,
    seed TEXT NOT NULL,
    draws INTEGER NOT NULL,
    n_candidates INTEGER NOT NULL,
    -- CEO, candidates and criteria as they went in; what came out; the CEO's need; and the shortlist, all as JSON.
    inputs TEXT NOT NULL,
    result TEXT NOT NULL,
    need TEXT NOT NULL,
    shortlist TEXT NOT NULL,
    result_sha256 TEXT NOT NULL CHECK (length(result_sha256) = 64),
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id),
    FOREIGN KEY (org_id, framework_id) REFERENCES framework_versions (org_id, id),
    FOREIGN KEY (org_id, created_by) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX runs_of_search ON runs (org_id, search_id, created_at, id);

CREATE TABLE judgements (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    opinion TEXT NOT NULL CHECK (opinion IN ('strong_yes', 'yes', 'unsure', 'no', 'strong_no')),
    note TEXT NOT NULL CHECK (length(note) <= 10000),
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    UNIQUE (org_id, search_id, candidate_id, user_id),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, candidate_id) REFERENCES candidates (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
) STRICT;

CREATE TABLE decisions (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    -- None where the decision is to appoint nobody.
    candidate_id TEXT,
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 10000),
    -- The panel's weights and judgements as they stood, as JSON.
    panel TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    -- A decision that is withdrawn stays on file, with who withdrew it and why.
    withdrawn_at TEXT CHECK (length(withdrawn_at) = 27),
    withdrawn_by TEXT,
    withdrawn_reason TEXT CHECK (length(withdrawn_reason) BETWEEN 1 AND 10000),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id),
    FOREIGN KEY (org_id, run_id) REFERENCES runs (org_id, id),
    FOREIGN KEY (org_id, candidate_id) REFERENCES candidates (org_id, id),
    FOREIGN KEY (org_id, decided_by) REFERENCES users (org_id, id),
    FOREIGN KEY (org_id, withdrawn_by) REFERENCES users (org_id, id)
) STRICT;
-- One decision at a time is in force.
CREATE UNIQUE INDEX decision_in_force ON decisions (org_id, search_id) WHERE withdrawn_at IS NULL;
