-- What protects people and accounts beyond the first step.

-- The browsers in which the notice of an invitation was agreed to. Answers of peers and direct reports open in these only.
CREATE TABLE rater_browsers (
    org_id TEXT NOT NULL,
    invitation_id TEXT NOT NULL,
    secret_hash TEXT NOT NULL CHECK (length(secret_hash) = 64),
    PRIMARY KEY (org_id, invitation_id, secret_hash),
    FOREIGN KEY (org_id, invitation_id) REFERENCES invitations (org_id, id) ON DELETE CASCADE
) STRICT;

-- From which network address a request came that is in the audit log. The log itself holds no such thing, so that this can be
-- erased.
CREATE TABLE audit_sources (
    org_id TEXT NOT NULL REFERENCES organisations (id),
    request_id TEXT NOT NULL,
    address TEXT NOT NULL CHECK (length(address) <= 100),
    at TEXT NOT NULL CHECK (length(at) = 27),
    PRIMARY KEY (org_id, request_id)
) STRICT;

-- What each judgement was when it was first given. Later changes do not touch it.
CREATE TABLE first_judgements (
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    opinion TEXT NOT NULL CHECK (opinion IN ('strong_yes', 'yes', 'unsure', 'no', 'strong_no')),
    note TEXT NOT NULL CHECK (length(note) <= 10000),
    PRIMARY KEY (org_id, search_id, candidate_id, user_id),
    FOREIGN KEY (org_id, search_id, candidate_id, user_id) REFERENCES judgements (org_id, search_id, candidate_id, user_id) ON DELETE CASCADE
) STRICT;

-- Browsers in which a user has signed in, known by a cookie: somebody else's failures do not hold them up.
CREATE TABLE browsers (
    org_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    secret_hash TEXT NOT NULL CHECK (length(secret_hash) = 64),
    last_used_at TEXT NOT NULL CHECK (length(last_used_at) = 27),
    PRIMARY KEY (org_id, user_id, secret_hash),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
) STRICT;

-- The secret of a search from which the labels and positions of its candidates follow, so that they say nothing of the
-- order in which the candidates were added.
CREATE TABLE label_seeds (
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    seed TEXT NOT NULL CHECK (length(seed) = 64),
    PRIMARY KEY (org_id, search_id),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id) ON DELETE CASCADE
) STRICT;
