-- What whoever imports a file should know of how it was read, as a list in JSON.
ALTER TABLE imports ADD COLUMN
    notes TEXT NOT NULL DEFAULT '[]'
;
