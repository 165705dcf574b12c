-- Versions of reports, their files, and the links by which they are read from outside.
CREATE TABLE reports (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    org_id TEXT COLLATE "C" NOT NULL,
    search_id TEXT COLLATE "C" NOT NULL,
    -- The one run that it was made from.
    run_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('board', 'pair', 'need', 'shortlist', 'feedback')),
    -- About which candidate; empty where it is about no one of them.
    candidate TEXT COLLATE "C" NOT NULL CHECK (length(candidate) <= 36),
    -- Counted for each search, kind and candidate, from 1.
    version BIGINT NOT NULL CHECK (version >= 1),
    title TEXT COLLATE "C" NOT NULL CHECK (length(title) BETWEEN 1 AND 500),
    is_blind BIGINT NOT NULL CHECK (is_blind IN (0, 1)),
    -- What has changed since the version before, as a list of texts in JSON.
    changes TEXT COLLATE "C" NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL,
    created_at TEXT COLLATE "C" NOT NULL CHECK (length(created_at) = 27),
    -- When its files were thrown away, because someone in it was erased.
    emptied_at TEXT COLLATE "C" CHECK (length(emptied_at) = 27),
    UNIQUE (org_id, id),
    UNIQUE (org_id, search_id, kind, candidate, version),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id),
    FOREIGN KEY (org_id, run_id) REFERENCES runs (org_id, id),
    FOREIGN KEY (org_id, created_by) REFERENCES users (org_id, id)
);

CREATE TABLE report_files (
    org_id TEXT COLLATE "C" NOT NULL,
    report_id TEXT COLLATE "C" NOT NULL,
    format TEXT COLLATE "C" NOT NULL CHECK (format IN ('html', 'pdf', 'xlsx', 'csv', 'json')),
    sha256 TEXT COLLATE "C" NOT NULL CHECK (length(sha256) = 64),
    n_bytes BIGINT NOT NULL CHECK (n_bytes > 0),
    -- The file, deflated, in base 64.
    content TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org_id, report_id, format),
    FOREIGN KEY (org_id, report_id) REFERENCES reports (org_id, id) ON DELETE CASCADE
);

-- A link reads one version and nothing else. Only the hash of its secret is kept.
CREATE TABLE shares (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    org_id TEXT COLLATE "C" NOT NULL,
    report_id TEXT COLLATE "C" NOT NULL,
    secret_hash TEXT COLLATE "C" NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    -- For whom, in words of whoever made it.
    name TEXT COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    -- The hash of what has to be said besides; none where the link is enough.
    passcode TEXT COLLATE "C" CHECK (length(passcode) BETWEEN 1 AND 500),
    n_views BIGINT NOT NULL DEFAULT 0,
    viewed_at TEXT COLLATE "C" CHECK (length(viewed_at) = 27),
    created_by TEXT COLLATE "C" NOT NULL,
    created_at TEXT COLLATE "C" NOT NULL CHECK (length(created_at) = 27),
    expires_at TEXT COLLATE "C" NOT NULL CHECK (length(expires_at) = 27),
    revoked_at TEXT COLLATE "C" CHECK (length(revoked_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, report_id) REFERENCES reports (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, created_by) REFERENCES users (org_id, id)
);
