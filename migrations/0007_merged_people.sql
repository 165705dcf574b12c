-- People who were added twice and whose records were merged. The double is kept for undoing the merge, and is not listed.

CREATE TABLE merged_people (
    org_id TEXT NOT NULL,
    -- The double.
    person_id TEXT NOT NULL,
    -- The person whose record remains.
    into_id TEXT NOT NULL,
    -- The ids of what was moved from the double to that person, as JSON.
    moved TEXT NOT NULL,
    merged_at TEXT NOT NULL CHECK (length(merged_at) = 27),
    PRIMARY KEY (org_id, person_id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, into_id) REFERENCES people (org_id, id)
) STRICT;
CREATE INDEX merged_people_of ON merged_people (org_id, into_id, merged_at, person_id);
