-- The worked example, where an organisation has loaded it: which search it is, and who came with it.
CREATE TABLE examples (
    org_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES organisations (id),
    -- It may be gone by now: it is a search like any other.
    search_id TEXT COLLATE "C" NOT NULL,
    created_at TEXT COLLATE "C" NOT NULL CHECK (length(created_at) = 27)
);

CREATE TABLE example_people (
    org_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (id),
    person_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org_id, person_id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE
);
