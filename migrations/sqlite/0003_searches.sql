-- A search: one CEO, a framework, candidates, the people who decide, and their weights.
CREATE TABLE framework_versions (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    framework TEXT NOT NULL CHECK (length(framework) BETWEEN 1 AND 200),
    version TEXT NOT NULL CHECK (length(version) BETWEEN 1 AND 100),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 500),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    -- The file itself, byte for byte.
    document TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    UNIQUE (org_id, id),
    UNIQUE (org_id, framework, version)
) STRICT;

CREATE TABLE searches (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    sort_title TEXT NOT NULL,
    ceo_id TEXT NOT NULL,
    framework_id TEXT NOT NULL,
    role_type TEXT CHECK (length(role_type) BETWEEN 1 AND 200),
    -- How far pillars make up for each other; none means as the framework says.
    balance REAL CHECK (balance BETWEEN -100 AND 1),
    context TEXT NOT NULL CHECK (length(context) <= 10000),
    mandate TEXT NOT NULL CHECK (length(mandate) <= 10000),
    is_blind INTEGER NOT NULL CHECK (is_blind IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('open', 'decided', 'closed')),
    -- The last place that a candidate was given, so that none is given twice.
    last_position INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, ceo_id) REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, framework_id) REFERENCES framework_versions (org_id, id)
) STRICT;
CREATE INDEX searches_by_time ON searches (org_id, created_at, id);
CREATE INDEX searches_by_title ON searches (org_id, sort_title, id);

-- Panel members and viewers see the searches that they are members of.
CREATE TABLE members (
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    PRIMARY KEY (org_id, search_id, user_id),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
) STRICT;

CREATE TABLE candidates (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    -- What stands in for the name where a search is blind: Candidate A.
    label TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 40),
    position INTEGER NOT NULL,
    is_finalist INTEGER NOT NULL CHECK (is_finalist IN (0, 1)),
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    UNIQUE (org_id, id),
    UNIQUE (org_id, search_id, person_id),
    UNIQUE (org_id, search_id, position),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id)
) STRICT;
CREATE INDEX candidates_of_person ON candidates (org_id, person_id);

CREATE TABLE weight_sets (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    -- A member's user id, or 'agreed' for those of the whole panel.
    owner TEXT NOT NULL CHECK (length(owner) BETWEEN 1 AND 36),
    method TEXT NOT NULL CHECK (method IN ('direct', 'ahp', 'rank', 'swing', 'panel')),
    -- What was judged, and the pillar weights that follow, as JSON.
    judged TEXT NOT NULL,
    weights TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    UNIQUE (org_id, search_id, owner),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id) ON DELETE CASCADE
) STRICT;
