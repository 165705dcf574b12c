-- Who may do what: organisations, their users, and every way to prove who one is. Secrets are kept as SHA-256 or Argon2id.
CREATE TABLE organisations (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    name TEXT COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    -- The head of the organisation's audit chain; whoever appends to it holds this row.
    audit_seq BIGINT NOT NULL DEFAULT 0,
    audit_hash TEXT COLLATE "C" NOT NULL DEFAULT '',
    created_at TEXT COLLATE "C" NOT NULL CHECK (length(created_at) = 27)
);

CREATE TABLE users (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    org_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (id),
    email TEXT COLLATE "C" NOT NULL UNIQUE CHECK (length(email) BETWEEN 3 AND 254),
    name TEXT COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    role TEXT COLLATE "C" NOT NULL CHECK (role IN ('admin', 'recruiter', 'panel_member', 'viewer')),
    password_hash TEXT COLLATE "C",
    revision BIGINT NOT NULL DEFAULT 1,
    created_at TEXT COLLATE "C" NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT COLLATE "C" NOT NULL CHECK (length(updated_at) = 27),
    disabled_at TEXT COLLATE "C" CHECK (length(disabled_at) = 27),
    UNIQUE (org_id, id)
);

CREATE TABLE sessions (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    org_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    secret_hash TEXT COLLATE "C" NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    agent TEXT COLLATE "C" NOT NULL CHECK (length(agent) <= 200),
    created_at TEXT COLLATE "C" NOT NULL CHECK (length(created_at) = 27),
    last_used_at TEXT COLLATE "C" NOT NULL CHECK (length(last_used_at) = 27),
    expires_at TEXT COLLATE "C" NOT NULL CHECK (length(expires_at) = 27),
    revoked_at TEXT COLLATE "C" CHECK (length(revoked_at) = 27),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
);
CREATE INDEX sessions_of_user ON sessions (org_id, user_id, id);

CREATE TABLE tokens (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    org_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    secret_hash TEXT COLLATE "C" NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    -- The secret's last four characters, so that its owner knows it again.
    hint TEXT COLLATE "C" NOT NULL CHECK (length(hint) = 4),
    scopes TEXT COLLATE "C" NOT NULL,
    created_at TEXT COLLATE "C" NOT NULL CHECK (length(created_at) = 27),
    expires_at TEXT COLLATE "C" NOT NULL CHECK (length(expires_at) = 27),
    last_used_at TEXT COLLATE "C" CHECK (length(last_used_at) = 27),
    revoked_at TEXT COLLATE "C" CHECK (length(revoked_at) = 27),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
);
CREATE INDEX tokens_of_user ON tokens (org_id, user_id, id);

-- Links that prove something once: the first setup (no organisation yet), or who is signing in.
CREATE TABLE links (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    org_id TEXT COLLATE "C",
    user_id TEXT COLLATE "C",
    purpose TEXT COLLATE "C" NOT NULL CHECK (purpose IN ('setup', 'sign_in')),
    secret_hash TEXT COLLATE "C" NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    created_at TEXT COLLATE "C" NOT NULL CHECK (length(created_at) = 27),
    expires_at TEXT COLLATE "C" NOT NULL CHECK (length(expires_at) = 27),
    used_at TEXT COLLATE "C" CHECK (length(used_at) = 27),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
);

-- Failed attempts by account and by address; a bucket empties with time, so nobody is locked out for good.
CREATE TABLE throttles (
    bucket TEXT COLLATE "C" PRIMARY KEY NOT NULL CHECK (length(bucket) = 64),
    failures BIGINT NOT NULL CHECK (failures > 0),
    last_at TEXT COLLATE "C" NOT NULL CHECK (length(last_at) = 27),
    blocked_until TEXT COLLATE "C" NOT NULL CHECK (length(blocked_until) = 27)
);
