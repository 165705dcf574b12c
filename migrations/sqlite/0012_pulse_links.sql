-- Links by which the two of a placement answer a pulse themselves. Only the hash of a link's secret is kept.
CREATE TABLE pulse_links (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    decision_id TEXT NOT NULL,
    who TEXT NOT NULL CHECK (who IN ('ceo', 'coo')),
    wave TEXT NOT NULL CHECK (length(wave) BETWEEN 1 AND 20),
    secret_hash TEXT NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    expires_at TEXT NOT NULL CHECK (length(expires_at) = 27),
    answered_at TEXT CHECK (length(answered_at) = 27),
    revoked_at TEXT CHECK (length(revoked_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, decision_id) REFERENCES decisions (org_id, id),
    FOREIGN KEY (org_id, created_by) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX pulse_links_of_decision ON pulse_links (org_id, decision_id, created_at, id);
