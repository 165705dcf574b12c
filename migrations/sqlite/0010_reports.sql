-- Versions of reports, their files, and the links by which they are read from outside.
CREATE TABLE reports (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    -- The one run that it was made from.
    run_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('board', 'pair', 'need', 'shortlist', 'feedback')),
    -- About which candidate; empty where it is about no one of them.
    candidate TEXT NOT NULL CHECK (length(candidate) <= 36),
    -- Counted for each search, kind and candidate, from 1.
    version INTEGER NOT NULL CHECK (version >= 1),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 500),
    is_blind INTEGER NOT NULL CHECK (is_blind IN (0, 1)),
    -- What has changed since the version before, as a list of texts in JSON.
    changes TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    -- When its files were thrown away, because someone in it was erased.
    emptied_at TEXT CHECK (length(emptied_at) = 27),
    UNIQUE (org_id, id),
    UNIQUE (org_id, search_id, kind, candidate, version),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id),
    FOREIGN KEY (org_id, run_id) REFERENCES runs (org_id, id),
    FOREIGN KEY (org_id, created_by) REFERENCES users (org_id, id)
) STRICT;

CREATE TABLE report_files (
    org_id TEXT NOT NULL,
    report_id TEXT NOT NULL,
    format TEXT NOT NULL CHECK (format IN ('html', 'pdf', 'xlsx', 'csv', 'json')),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    n_bytes INTEGER NOT NULL CHECK (n_bytes > 0),
    -- The file, deflated, in base 64.
    content TEXT NOT NULL,
    PRIMARY KEY (org_id, report_id, format),
    FOREIGN KEY (org_id, report_id) REFERENCES reports (org_id, id) ON DELETE CASCADE
) STRICT;

-- A link reads one version and nothing else. Only the hash of its secret is kept.
CREATE TABLE shares (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    report_id TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    -- For whom, in words of whoever made it.
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    -- The hash of what has to be said besides; none where the link is enough.
    passcode TEXT CHECK (length(passcode) BETWEEN 1 AND 500),
    n_views INTEGER NOT NULL DEFAULT 0,
    viewed_at TEXT CHECK (length(viewed_at) = 27),
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    expires_at TEXT NOT NULL CHECK (length(expires_at) = 27),
    revoked_at TEXT CHECK (length(revoked_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, report_id) REFERENCES reports (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, created_by) REFERENCES users (org_id, id)
) STRICT;
