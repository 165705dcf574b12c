-- People on file, what is known of them and from whom, and the files they came in.
CREATE TABLE people (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    org_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (id),
    -- The id by which files know this person, such as c-017.
    reference TEXT COLLATE "C" NOT NULL CHECK (length(reference) BETWEEN 1 AND 200),
    name TEXT COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 1000),
    -- The name in lower case, to search and sort by.
    sort_name TEXT COLLATE "C" NOT NULL,
    headline TEXT COLLATE "C" NOT NULL CHECK (length(headline) <= 1000),
    revision BIGINT NOT NULL DEFAULT 1,
    created_at TEXT COLLATE "C" NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT COLLATE "C" NOT NULL CHECK (length(updated_at) = 27),
    erased_at TEXT COLLATE "C" CHECK (length(erased_at) = 27),
    UNIQUE (org_id, id),
    UNIQUE (org_id, reference)
);
CREATE INDEX people_by_name ON people (org_id, sort_name, id);
CREATE INDEX people_by_time ON people (org_id, created_at, id);

CREATE TABLE estimates (
    org_id TEXT COLLATE "C" NOT NULL,
    person_id TEXT COLLATE "C" NOT NULL,
    dimension TEXT COLLATE "C" NOT NULL CHECK (length(dimension) BETWEEN 1 AND 200),
    mean DOUBLE PRECISION NOT NULL CHECK (mean BETWEEN 0 AND 100),
    se DOUBLE PRECISION NOT NULL CHECK (se BETWEEN 0 AND 100),
    -- How the number came in: typed by a user, or in a file.
    origin TEXT COLLATE "C" NOT NULL CHECK (origin IN ('direct', 'import')),
    recorded_at TEXT COLLATE "C" NOT NULL CHECK (length(recorded_at) = 27),
    PRIMARY KEY (org_id, person_id, dimension),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE
);

CREATE TABLE ratings (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    org_id TEXT COLLATE "C" NOT NULL,
    person_id TEXT COLLATE "C" NOT NULL,
    dimension TEXT COLLATE "C" NOT NULL CHECK (length(dimension) BETWEEN 1 AND 200),
    source TEXT COLLATE "C" NOT NULL CHECK (source IN ('self', 'superior', 'peer', 'report', 'assessor', 'test')),
    rater TEXT COLLATE "C" NOT NULL CHECK (length(rater) <= 200),
    value DOUBLE PRECISION NOT NULL CHECK (value BETWEEN 0 AND 100),
    recorded_at TEXT COLLATE "C" NOT NULL CHECK (length(recorded_at) = 27),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE
);
CREATE INDEX ratings_of_person ON ratings (org_id, person_id, dimension, id);
-- A rater who is named rates a dimension once; raters without a name may be different people.
CREATE UNIQUE INDEX ratings_by_rater ON ratings (org_id, person_id, dimension, source, rater) WHERE rater <> '';

CREATE TABLE imports (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    org_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    file_name TEXT COLLATE "C" NOT NULL CHECK (length(file_name) <= 255),
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('columns', 'preview', 'applying', 'applied', 'undoing', 'undone')),
    n_people BIGINT NOT NULL,
    n_skipped BIGINT NOT NULL,
    -- How many people are in already, and how many stay as they are although the import was undone.
    n_done BIGINT NOT NULL DEFAULT 0,
    n_kept BIGINT NOT NULL DEFAULT 0,
    -- What unknown columns were said to hold, as JSON; and while nobody has said it, the file in base64.
    columns TEXT COLLATE "C",
    file TEXT COLLATE "C" CHECK ((file IS NULL) OR (state = 'columns')),
    -- The last job that applied or undid it.
    job_id TEXT COLLATE "C",
    revision BIGINT NOT NULL DEFAULT 1,
    created_at TEXT COLLATE "C" NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT COLLATE "C" NOT NULL CHECK (length(updated_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
);
CREATE INDEX imports_by_time ON imports (org_id, created_at, id);

-- What was read of a file and waits to be applied: a profile as JSON, or what is wrong with it. A row goes when it is
-- dealt with, so that no copy of anyone's data stays behind.
CREATE TABLE import_rows (
    org_id TEXT COLLATE "C" NOT NULL,
    import_id TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    -- The id by which the file knows the person; empty where it could not be read.
    reference TEXT COLLATE "C" NOT NULL CHECK (length(reference) <= 200),
    profile TEXT COLLATE "C",
    problems TEXT COLLATE "C",
    PRIMARY KEY (org_id, import_id, position),
    CHECK ((profile IS NULL) <> (problems IS NULL)),
    FOREIGN KEY (org_id, import_id) REFERENCES imports (org_id, id) ON DELETE CASCADE
);
CREATE INDEX import_rows_of_person ON import_rows (org_id, reference);

-- What an import changed, so that it can be undone: what was known before (none for a new person), and the revision after.
CREATE TABLE import_changes (
    org_id TEXT COLLATE "C" NOT NULL,
    import_id TEXT COLLATE "C" NOT NULL,
    person_id TEXT COLLATE "C" NOT NULL,
    before TEXT COLLATE "C",
    revision_after BIGINT NOT NULL,
    PRIMARY KEY (org_id, import_id, person_id),
    FOREIGN KEY (org_id, import_id) REFERENCES imports (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE
);
CREATE INDEX import_changes_of_person ON import_changes (org_id, person_id);

-- What was known of a person before the last change by hand, as JSON, so that it can be undone while nothing else was
-- changed: the change, and the revision after it.
CREATE TABLE undos (
    org_id TEXT COLLATE "C" NOT NULL,
    person_id TEXT COLLATE "C" NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    before TEXT COLLATE "C" NOT NULL,
    revision_after BIGINT NOT NULL,
    PRIMARY KEY (org_id, person_id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE
);
