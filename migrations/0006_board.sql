-- What a board needs to decide, and to show later why.

-- Whether whoever has a link may take files other than the page and the PDF. A link without a row is older, and offers all.
CREATE TABLE share_offers (
    org_id TEXT NOT NULL,
    share_id TEXT NOT NULL,
    offers_files INTEGER NOT NULL CHECK (offers_files IN (0, 1)),
    PRIMARY KEY (org_id, share_id),
    FOREIGN KEY (org_id, share_id) REFERENCES shares (org_id, id) ON DELETE CASCADE
) STRICT;

-- Every judgement as it was given, changed or taken back. A row is never changed.
CREATE TABLE judgement_versions (
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    -- It counts what a member said of a candidate, from 1.
    number INTEGER NOT NULL CHECK (number > 0),
    -- NULL where the judgement was taken back.
    opinion TEXT CHECK (opinion IN ('strong_yes', 'yes', 'unsure', 'no', 'strong_no')),
    note TEXT NOT NULL CHECK (length(note) <= 10000),
    -- Whether the member could see the results; NULL where that was not recorded.
    saw_results INTEGER CHECK (saw_results IN (0, 1)),
    given_at TEXT NOT NULL CHECK (length(given_at) = 27),
    PRIMARY KEY (org_id, search_id, candidate_id, user_id, number),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, candidate_id) REFERENCES candidates (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
) STRICT;
INSERT INTO judgement_versions (org_id, search_id, candidate_id, user_id, number, opinion, note, given_at)
SELECT j.org_id, j.search_id, j.candidate_id, j.user_id, 1, COALESCE(f.opinion, j.opinion), COALESCE(f.note, j.note), j.created_at
FROM judgements j LEFT JOIN first_judgements f ON f.org_id = j.org_id AND f.search_id = j.search_id
AND f.candidate_id = j.candidate_id AND f.user_id = j.user_id;
INSERT INTO judgement_versions (org_id, search_id, candidate_id, user_id, number, opinion, note, given_at)
SELECT j.org_id, j.search_id, j.candidate_id, j.user_id, 2, j.opinion, j.note, j.updated_at
FROM judgements j JOIN first_judgements f ON f.org_id = j.org_id AND f.search_id = j.search_id
AND f.candidate_id = j.candidate_id AND f.user_id = j.user_id
WHERE j.opinion <> f.opinion OR j.note <> f.note;
DROP TABLE first_judgements;

-- The minutes of a decision, as JSON.
CREATE TABLE decision_minutes (
    org_id TEXT NOT NULL,
    decision_id TEXT NOT NULL,
    minutes TEXT NOT NULL CHECK (length(minutes) BETWEEN 2 AND 100000),
    PRIMARY KEY (org_id, decision_id),
    FOREIGN KEY (org_id, decision_id) REFERENCES decisions (org_id, id) ON DELETE CASCADE
) STRICT;

-- What a user declares about a candidate: a conflict of interest of their own, or that the candidate may not be approached.
CREATE TABLE declarations (
    org_id TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('conflict', 'off_limits')),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
    declared_at TEXT NOT NULL CHECK (length(declared_at) = 27),
    PRIMARY KEY (org_id, candidate_id, user_id, kind),
    FOREIGN KEY (org_id, candidate_id) REFERENCES candidates (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
) STRICT;

-- The stage of finalists and the mark of a finalist are one thing: what is marked or moved on is both, but where a decision
-- rests on it.
UPDATE candidate_stages SET stage = 'finalist', revision = revision + 1 WHERE stage IN ('long_list', 'interview')
AND candidate_id IN (SELECT id FROM candidates WHERE org_id = candidate_stages.org_id AND is_finalist = 1)
AND NOT EXISTS (SELECT 1 FROM stage_lists l WHERE l.org_id = candidate_stages.org_id);
UPDATE candidates SET is_finalist = 1, revision = revision + 1 WHERE is_finalist = 0
AND id IN (SELECT candidate_id FROM candidate_stages WHERE org_id = candidates.org_id AND stage IN ('finalist', 'offer'))
AND search_id IN (SELECT id FROM searches WHERE org_id = candidates.org_id AND state = 'open');
