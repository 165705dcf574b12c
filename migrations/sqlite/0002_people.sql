-- People on file, what is known of them and from whom, and the files they came in.
CREATE TABLE people (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    -- The id by which files know this person, such as c-017.
    reference TEXT NOT NULL CHECK (length(reference) BETWEEN 1 AND 200),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 1000),
    -- The name in lower case, to search and sort by.
    sort_name TEXT NOT NULL,
    headline TEXT NOT NULL CHECK (length(headline) <= 1000),
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    erased_at TEXT CHECK (length(erased_at) = 27),
    UNIQUE (org_id, id),
    UNIQUE (org_id, reference)
) STRICT;
CREATE INDEX people_by_name ON people (org_id, sort_name, id);
CREATE INDEX people_by_time ON people (org_id, created_at, id);

CREATE TABLE estimates (
    org_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    dimension TEXT NOT NULL CHECK (length(dimension) BETWEEN 1 AND 200),
    mean REAL NOT NULL CHECK (mean BETWEEN 0 AND 100),
    se REAL NOT NULL CHECK (se BETWEEN 0 AND 100),
    -- How the number came in: typed by a user, or in a file.
    origin TEXT NOT NULL CHECK (origin IN ('direct', 'import')),
    recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 27),
    PRIMARY KEY (org_id, person_id, dimension),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE ratings (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    dimension TEXT NOT NULL CHECK (length(dimension) BETWEEN 1 AND 200),
    source TEXT NOT NULL CHECK (source IN ('self', 'superior', 'peer', 'report', 'assessor', 'test')),
    rater TEXT NOT NULL CHECK (length(rater) <= 200),
    value REAL NOT NULL CHECK (value BETWEEN 0 AND 100),
    recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 27),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX ratings_of_person ON ratings (org_id, person_id, dimension, id);
-- A rater who is named rates a dimension once; raters without a name may be different people.
CREATE UNIQUE INDEX ratings_by_rater ON ratings (org_id, person_id, dimension, source, rater) WHERE rater <> '';

CREATE TABLE imports (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    file_name TEXT NOT NULL CHECK (length(file_name) <= 255),
    state TEXT NOT NULL CHECK (state IN ('columns', 'preview', 'applying', 'applied', 'undoing', 'undone')),
    n_people INTEGER NOT NULL,
    n_skipped INTEGER NOT NULL,
    -- How many people are in already, and how many stay as they are although the import was undone.
    n_done INTEGER NOT NULL DEFAULT 0,
    n_kept INTEGER NOT NULL DEFAULT 0,
    -- What unknown columns were said to hold, as JSON; and while nobody has said it, the file in base64.
    columns TEXT,
    file TEXT CHECK ((file IS NULL) OR (state = 'columns')),
    -- The last job that applied or undid it.
    job_id TEXT,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX imports_by_time ON imports (org_id, created_at, id);

-- What was read of a file and waits to be applied: a profile as JSON, or what is wrong with it. A row goes when it is
-- dealt with, so that no copy of anyone's data stays behind.
CREATE TABLE import_rows (
    org_id TEXT NOT NULL,
    import_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    -- The id by which the file knows the person; empty where it could not be read.
    reference TEXT NOT NULL CHECK (length(reference) <= 200),
    profile TEXT,
    problems TEXT,
    PRIMARY KEY (org_id, import_id, position),
    CHECK ((profile IS NULL) <> (problems IS NULL)),
    FOREIGN KEY (org_id, import_id) REFERENCES imports (org_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX import_rows_of_person ON import_rows (org_id, reference);

-- What an import changed, so that it can be undone: what was known before (none for a new person), and the revision after.
CREATE TABLE import_changes (
    org_id TEXT NOT NULL,
    import_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    before TEXT,
    revision_after INTEGER NOT NULL,
    PRIMARY KEY (org_id, import_id, person_id),
    FOREIGN KEY (org_id, import_id) REFERENCES imports (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX import_changes_of_person ON import_changes (org_id, person_id);

-- What was known of a person before the last change by hand, as JSON, so that it can be undone while nothing else was
-- changed: the change, and the revision after it.
CREATE TABLE undos (
    org_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    action TEXT NOT NULL,
    before TEXT NOT NULL,
    revision_after INTEGER NOT NULL,
    PRIMARY KEY (org_id, person_id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE
) STRICT;
