-- What a CEO and a candidate settle between them: who decides what, and the plan for their first hundred days.
CREATE TABLE pair_documents (
    org_id TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('roles', 'plan')),
    -- As people wrote it; none where it stands as proposed.
    content TEXT CHECK (length(content) <= 200000),
    -- As it was before the last change; none where it stood as proposed.
    previous TEXT CHECK (length(previous) <= 200000),
    revision INTEGER NOT NULL CHECK (revision > 0),
    updated_by TEXT NOT NULL,
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    PRIMARY KEY (org_id, candidate_id, kind),
    FOREIGN KEY (org_id, candidate_id) REFERENCES candidates (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, updated_by) REFERENCES users (org_id, id)
) STRICT;

-- Who signed which revision of the decision rights; the last time of each.
CREATE TABLE signatures (
    org_id TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    party TEXT NOT NULL CHECK (party IN ('ceo', 'candidate')),
    revision INTEGER NOT NULL CHECK (revision > 0),
    -- Those who sign are no users as a rule: someone who is records it.
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 27),
    PRIMARY KEY (org_id, candidate_id, party),
    FOREIGN KEY (org_id, candidate_id) REFERENCES candidates (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, recorded_by) REFERENCES users (org_id, id)
) STRICT;

-- What was said in interviews, beside the ratings that were given for it.
CREATE TABLE interview_notes (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    dimension TEXT NOT NULL CHECK (length(dimension) BETWEEN 3 AND 200),
    -- Who asked and rated, as the rating calls them.
    rater TEXT NOT NULL CHECK (length(rater) BETWEEN 1 AND 200),
    note TEXT NOT NULL CHECK (length(note) BETWEEN 1 AND 10000),
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, recorded_by) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX interview_notes_of_person ON interview_notes (org_id, person_id, recorded_at, id);
