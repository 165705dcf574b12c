-- What is recorded about candidates beside their profiles: stages, notes, files and requirements.

-- The stages of an organisation's searches; the built-in ones if it has no row.
CREATE TABLE stage_lists (
    org_id TEXT NOT NULL PRIMARY KEY REFERENCES organisations (id),
    -- The stages in order, as JSON.
    items TEXT NOT NULL,
    revision INTEGER NOT NULL CHECK (revision > 0),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27)
) STRICT;

-- A candidate without a row is in the first stage.
CREATE TABLE candidate_stages (
    org_id TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    -- The key of a stage.
    stage TEXT NOT NULL CHECK (length(stage) BETWEEN 1 AND 60),
    next_step TEXT NOT NULL CHECK (length(next_step) <= 500),
    -- The day on which the next step is due.
    due_on TEXT CHECK (length(due_on) = 10),
    -- Why the candidate left the search; empty if they have not.
    reason TEXT NOT NULL CHECK (length(reason) <= 2000),
    is_reason_shareable INTEGER NOT NULL CHECK (is_reason_shareable IN (0, 1)),
    revision INTEGER NOT NULL CHECK (revision > 0),
    updated_by TEXT NOT NULL,
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    PRIMARY KEY (org_id, candidate_id),
    FOREIGN KEY (org_id, candidate_id) REFERENCES candidates (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, updated_by) REFERENCES users (org_id, id)
) STRICT;

CREATE TABLE notes (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    audience TEXT NOT NULL CHECK (audience IN ('private', 'panel', 'shareable')),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 10000),
    written_by TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, candidate_id) REFERENCES candidates (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, written_by) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX notes_of_candidate ON notes (org_id, candidate_id, created_at, id);

CREATE TABLE candidate_files (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    audience TEXT NOT NULL CHECK (audience IN ('private', 'panel', 'shareable')),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    -- What the content is, whatever the name says.
    kind TEXT NOT NULL CHECK (kind IN ('pdf', 'docx', 'jpeg', 'png', 'webp')),
    n_bytes INTEGER NOT NULL CHECK (n_bytes > 0),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    uploaded_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    -- The file, encrypted, in base64.
    content TEXT NOT NULL,
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, candidate_id) REFERENCES candidates (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, uploaded_by) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX files_of_candidate ON candidate_files (org_id, candidate_id, created_at, id);

-- The requirements of a search, outside the score; the built-in ones if it has no row.
CREATE TABLE requirement_lists (
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    -- The requirements in order, as JSON.
    items TEXT NOT NULL,
    revision INTEGER NOT NULL CHECK (revision > 0),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    PRIMARY KEY (org_id, search_id),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id) ON DELETE CASCADE
) STRICT;

-- Whether a candidate meets a requirement. Without a row that is unknown.
CREATE TABLE requirement_findings (
    org_id TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    -- The key of a requirement.
    requirement TEXT NOT NULL CHECK (length(requirement) BETWEEN 1 AND 60),
    state TEXT NOT NULL CHECK (state IN ('met', 'partly', 'not_met', 'unknown')),
    evidence TEXT NOT NULL CHECK (length(evidence) <= 2000),
    -- Who is to ask, or asked.
    asked_by TEXT NOT NULL CHECK (length(asked_by) <= 200),
    revision INTEGER NOT NULL CHECK (revision > 0),
    updated_by TEXT NOT NULL,
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    PRIMARY KEY (org_id, candidate_id, requirement),
    FOREIGN KEY (org_id, candidate_id) REFERENCES candidates (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, updated_by) REFERENCES users (org_id, id)
) STRICT;
