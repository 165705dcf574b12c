-- What whoever imports a file should know of how it was read: sentences, as a list in JSON.
CREATE TABLE import_notes (
    org_id TEXT NOT NULL,
    import_id TEXT NOT NULL,
    notes TEXT NOT NULL,
    PRIMARY KEY (org_id, import_id),
    FOREIGN KEY (org_id, import_id) REFERENCES imports (org_id, id) ON DELETE CASCADE
) STRICT;
