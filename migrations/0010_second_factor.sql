-- A second factor: codes that follow from a key and the time (RFC 6238), and codes for whoever has lost the key.

CREATE TABLE second_factors (
    org_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    -- Encrypted as files are, and bound to its user.
    secret TEXT NOT NULL CHECK (length(secret) <= 200),
    -- None until a first code has shown that the key is kept.
    confirmed_at TEXT CHECK (length(confirmed_at) = 27),
    -- The last step of time of which a code was taken: none is taken twice.
    last_step INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (org_id, user_id),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
) STRICT;

CREATE TABLE recovery_codes (
    org_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    code_hash TEXT NOT NULL CHECK (length(code_hash) = 64),
    PRIMARY KEY (org_id, user_id, code_hash),
    FOREIGN KEY (org_id, user_id) REFERENCES second_factors (org_id, user_id) ON DELETE CASCADE
) STRICT;

-- Whoever has given the password and owes the code. Only a hash of the secret is kept.
CREATE TABLE half_sign_ins (
    org_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    expires_at TEXT NOT NULL CHECK (length(expires_at) = 27),
    PRIMARY KEY (org_id, user_id, secret_hash),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
) STRICT;

-- Organisations all of whose users need a second factor.
CREATE TABLE second_factor_rules (
    org_id TEXT NOT NULL REFERENCES organisations (id),
    since TEXT NOT NULL CHECK (length(since) = 27),
    PRIMARY KEY (org_id)
) STRICT;
