-- What a CEO and a candidate settle between them: who decides what, and the plan for their first hundred days.
CREATE TABLE pair_documents (
    org_id TEXT COLLATE "C" NOT NULL,
    candidate_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('roles', 'plan')),
    -- As people wrote it; none where it stands as proposed.
    content TEXT COLLATE "C" CHECK (length(content) <= 200000),
    -- As it was before the last change; none where it stood as proposed.
    previous TEXT COLLATE "C" CHECK (length(previous) <= 200000),
    revision BIGINT NOT NULL CHECK (revision > 0),
    updated_by TEXT COLLATE "C" NOT NULL,
    updated_at TEXT COLLATE "C" NOT NULL CHECK (length(updated_at) = 27),
    PRIMARY KEY (org_id, candidate_id, kind),
    FOREIGN KEY (org_id, candidate_id) REFERENCES candidates (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, updated_by) REFERENCES users (org_id, id)
);

-- Who signed which revision of the decision rights; the last time of each.
CREATE TABLE signatures (
    org_id TEXT COLLATE "C" NOT NULL,
    candidate_id TEXT COLLATE "C" NOT NULL,
    party TEXT COLLATE "C" NOT NULL CHECK (party IN ('ceo', 'candidate')),
    revision BIGINT NOT NULL CHECK (revision > 0),
    -- Those who sign are no users as a rule: someone who is records it.
    recorded_by TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL CHECK (length(recorded_at) = 27),
    PRIMARY KEY (org_id, candidate_id, party),
    FOREIGN KEY (org_id, candidate_id) REFERENCES candidates (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, recorded_by) REFERENCES users (org_id, id)
);

-- What was said in interviews, beside the ratings that were given for it.
CREATE TABLE interview_notes (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    org_id TEXT COLLATE "C" NOT NULL,
    person_id TEXT COLLATE "C" NOT NULL,
    dimension TEXT COLLATE "C" NOT NULL CHECK (length(dimension) BETWEEN 3 AND 200),
    -- Who asked and rated, as the rating calls them.
    rater TEXT COLLATE "C" NOT NULL CHECK (length(rater) BETWEEN 1 AND 200),
    note TEXT COLLATE "C" NOT NULL CHECK (length(note) BETWEEN 1 AND 10000),
    recorded_by TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL CHECK (length(recorded_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, recorded_by) REFERENCES users (org_id, id)
);
CREATE INDEX interview_notes_of_person ON interview_notes (org_id, person_id, recorded_at, id);
