-- What became of placements, and what was learnt from it. An outcome hangs on a decision, and so on the run that the decision
-- rested on.
CREATE TABLE outcomes (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    org_id TEXT COLLATE "C" NOT NULL,
    decision_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('started', 'left', 'together_12', 'together_24', 'board_rating', 'pulse')),
    -- What may be there once: of a pulse, once for each who answers and each time.
    slot TEXT COLLATE "C" NOT NULL CHECK (length(slot) BETWEEN 1 AND 60),
    -- The day that it is of.
    happened_on TEXT COLLATE "C" NOT NULL CHECK (length(happened_on) = 10),
    -- How it ended, of leaving.
    ending TEXT COLLATE "C" CHECK (ending IN ('promoted', 'own_wish', 'company_wish', 'company_changed', 'health', 'other')),
    -- Yes or no as 1 or 0; a rating from 0 to 100; the mean of a pulse from 0 to 100.
    value DOUBLE PRECISION CHECK (value BETWEEN 0 AND 100),
    -- Who answered a pulse, and which one it is.
    who TEXT COLLATE "C" CHECK (who IN ('ceo', 'coo')),
    wave TEXT COLLATE "C" CHECK (length(wave) BETWEEN 1 AND 20),
    -- The answers of a pulse as JSON: 1 to 5 for each condition.
    conditions TEXT COLLATE "C" CHECK (length(conditions) <= 1000),
    note TEXT COLLATE "C" NOT NULL CHECK (length(note) <= 10000),
    recorded_by TEXT COLLATE "C" NOT NULL,
    created_at TEXT COLLATE "C" NOT NULL CHECK (length(created_at) = 27),
    -- What was withdrawn stays on file, with who withdrew it and why.
    withdrawn_at TEXT COLLATE "C" CHECK (length(withdrawn_at) = 27),
    withdrawn_by TEXT COLLATE "C",
    withdrawn_reason TEXT COLLATE "C" CHECK (length(withdrawn_reason) BETWEEN 1 AND 10000),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, decision_id) REFERENCES decisions (org_id, id),
    FOREIGN KEY (org_id, recorded_by) REFERENCES users (org_id, id),
    FOREIGN KEY (org_id, withdrawn_by) REFERENCES users (org_id, id)
);
-- Of each kind, one is in force.
CREATE UNIQUE INDEX outcome_in_force ON outcomes (org_id, decision_id, slot) WHERE withdrawn_at IS NULL;
CREATE INDEX outcomes_of_decision ON outcomes (org_id, decision_id, happened_on, id);

-- Calibrations: weights held against outcomes. One never changes, and names nobody.
CREATE TABLE calibrations (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    org_id TEXT COLLATE "C" NOT NULL,
    -- The version whose weights were held against what happened.
    framework_id TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL CHECK (length(outcome) BETWEEN 1 AND 40),
    features TEXT COLLATE "C" NOT NULL CHECK (features IN ('pillars', 'facets')),
    seed TEXT COLLATE "C" NOT NULL,
    program_version TEXT COLLATE "C" NOT NULL,
    n_used BIGINT NOT NULL,
    is_proposal BIGINT NOT NULL CHECK (is_proposal IN (0, 1)),
    -- All that was found, as JSON; and the cases that went in, by decision.
    result TEXT COLLATE "C" NOT NULL,
    cases TEXT COLLATE "C" NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL,
    created_at TEXT COLLATE "C" NOT NULL CHECK (length(created_at) = 27),
    -- The version that a person made of it, with who and why.
    adopted_as TEXT COLLATE "C",
    adopted_by TEXT COLLATE "C",
    adopted_at TEXT COLLATE "C" CHECK (length(adopted_at) = 27),
    adopted_reason TEXT COLLATE "C" CHECK (length(adopted_reason) BETWEEN 1 AND 10000),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, framework_id) REFERENCES framework_versions (org_id, id),
    FOREIGN KEY (org_id, adopted_as) REFERENCES framework_versions (org_id, id),
    FOREIGN KEY (org_id, created_by) REFERENCES users (org_id, id),
    FOREIGN KEY (org_id, adopted_by) REFERENCES users (org_id, id)
);
CREATE INDEX calibrations_by_time ON calibrations (org_id, created_at, id);

-- Calibrating is long work. SQLite cannot change what a column may hold: the table is made anew.
ALTER TABLE jobs RENAME TO jobs_before;
CREATE TABLE jobs (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    org_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('run', 'import', 'mail', 'calibration')),
    -- What the job is about: a search, an import, an invitation, or a framework.
    subject_id TEXT COLLATE "C" NOT NULL,
    payload TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    done BIGINT NOT NULL DEFAULT 0,
    total BIGINT NOT NULL DEFAULT 0,
    attempts BIGINT NOT NULL DEFAULT 0,
    is_cancelling BIGINT NOT NULL DEFAULT 0 CHECK (is_cancelling IN (0, 1)),
    -- Why the last attempt failed, in words for the user.
    failure TEXT COLLATE "C",
    -- The id of what was made.
    result_id TEXT COLLATE "C",
    -- Who works on it, and until when that is believed without a sign of life.
    worker TEXT COLLATE "C",
    lease_until TEXT COLLATE "C" CHECK (length(lease_until) = 27),
    run_after TEXT COLLATE "C" NOT NULL CHECK (length(run_after) = 27),
    created_at TEXT COLLATE "C" NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT COLLATE "C" NOT NULL CHECK (length(updated_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
);
INSERT INTO jobs (id, org_id, user_id, kind, subject_id, payload, state, done, total, attempts, is_cancelling, failure,
result_id, worker, lease_until, run_after, created_at, updated_at)
SELECT id, org_id, user_id, kind, subject_id, payload, state, done, total, attempts, is_cancelling, failure,
result_id, worker, lease_until, run_after, created_at, updated_at FROM jobs_before;
DROP TABLE jobs_before;
CREATE INDEX jobs_waiting ON jobs (state, run_after, id);
CREATE INDEX jobs_by_time ON jobs (org_id, created_at, id);
