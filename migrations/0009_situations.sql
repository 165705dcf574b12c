-- What the situation of a search is, by the answers to a few questions: it speaks for COO types.

CREATE TABLE situations (
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    -- The place of the chosen answer by question, as JSON.
    answers TEXT NOT NULL CHECK (length(answers) <= 20000),
    revision INTEGER NOT NULL CHECK (revision > 0),
    updated_by TEXT NOT NULL,
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    PRIMARY KEY (org_id, search_id),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, updated_by) REFERENCES users (org_id, id)
) STRICT;
