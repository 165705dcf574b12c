-- From step 12 of unreleased versions to step 1. SQLite cannot add a foreign key of two columns: searches is rebuilt, on a
-- connection that does not check foreign keys, so that the tables that refer to it stay as they are.
CREATE TABLE searches_joined (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    sort_title TEXT NOT NULL,
    ceo_id TEXT NOT NULL,
    framework_id TEXT NOT NULL,
    role_type TEXT CHECK (length(role_type) BETWEEN 1 AND 200),
    balance REAL CHECK (balance BETWEEN -100 AND 1),
    norm_id TEXT,
    context TEXT NOT NULL CHECK (length(context) <= 10000),
    mandate TEXT NOT NULL CHECK (length(mandate) <= 10000),
    is_blind INTEGER NOT NULL CHECK (is_blind IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('open', 'decided', 'closed')),
    last_position INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, ceo_id) REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, framework_id) REFERENCES framework_versions (org_id, id),
    FOREIGN KEY (org_id, norm_id) REFERENCES norms (org_id, id)
) STRICT;
INSERT INTO searches_joined (
    id, org_id, title, sort_title, ceo_id, framework_id, role_type, balance, context, mandate, is_blind,
    state, last_position, revision, created_at, updated_at, norm_id
)
SELECT
    id, org_id, title, sort_title, ceo_id, framework_id, role_type, balance, context, mandate, is_blind,
    state, last_position, revision, created_at, updated_at,
    (SELECT n.norm_id FROM search_norms n WHERE n.org_id = searches.org_id AND n.search_id = searches.id)
FROM searches;
DROP TABLE search_norms;
DROP TABLE searches;
ALTER TABLE searches_joined RENAME TO searches;
CREATE INDEX searches_by_time ON searches (org_id, created_at, id);
CREATE INDEX searches_by_title ON searches (org_id, sort_title, id);
DELETE FROM _sqlx_migrations;
