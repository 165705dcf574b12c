-- Questionnaires: the instruments, who was invited to answer one, what was answered and what was handed in.
CREATE TABLE instruments (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    org_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (id),
    instrument TEXT COLLATE "C" NOT NULL CHECK (length(instrument) BETWEEN 1 AND 200),
    version TEXT COLLATE "C" NOT NULL CHECK (length(version) BETWEEN 1 AND 100),
    title TEXT COLLATE "C" NOT NULL CHECK (length(title) BETWEEN 1 AND 500),
    form TEXT COLLATE "C" NOT NULL CHECK (form IN ('ceo', 'candidate', 'rater', 'assessor')),
    sha256 TEXT COLLATE "C" NOT NULL CHECK (length(sha256) = 64),
    -- The file itself, byte for byte.
    document TEXT COLLATE "C" NOT NULL,
    created_at TEXT COLLATE "C" NOT NULL CHECK (length(created_at) = 27),
    UNIQUE (org_id, id),
    UNIQUE (org_id, instrument, version)
);

CREATE TABLE invitations (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    org_id TEXT COLLATE "C" NOT NULL,
    -- About whom.
    person_id TEXT COLLATE "C" NOT NULL,
    -- For which search; none where it is for no one search.
    search_id TEXT COLLATE "C",
    instrument_id TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL CHECK (source IN ('self', 'superior', 'peer', 'report', 'assessor')),
    -- Who is asked, and their address; empty where they are not known, as the name is for the person themselves.
    name TEXT COLLATE "C" NOT NULL CHECK (length(name) <= 200),
    email TEXT COLLATE "C" NOT NULL CHECK (length(email) <= 254),
    -- What the ratings call them. Of a peer or a direct report it says nothing but that it is one.
    rater TEXT COLLATE "C" NOT NULL CHECK (length(rater) BETWEEN 1 AND 200),
    invited_by TEXT COLLATE "C" NOT NULL,
    created_at TEXT COLLATE "C" NOT NULL CHECK (length(created_at) = 27),
    expires_at TEXT COLLATE "C" NOT NULL CHECK (length(expires_at) = 27),
    mailed_at TEXT COLLATE "C" CHECK (length(mailed_at) = 27),
    reminded_at TEXT COLLATE "C" CHECK (length(reminded_at) = 27),
    n_reminders BIGINT NOT NULL DEFAULT 0,
    -- When the notice was agreed to, and its version.
    opened_at TEXT COLLATE "C" CHECK (length(opened_at) = 27),
    notice_version TEXT COLLATE "C" CHECK (length(notice_version) BETWEEN 1 AND 100),
    started_at TEXT COLLATE "C" CHECK (length(started_at) = 27),
    done_at TEXT COLLATE "C" CHECK (length(done_at) = 27),
    -- When what was handed in became ratings.
    counted_at TEXT COLLATE "C" CHECK (length(counted_at) = 27),
    revoked_at TEXT COLLATE "C" CHECK (length(revoked_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id),
    FOREIGN KEY (org_id, instrument_id) REFERENCES instruments (org_id, id),
    FOREIGN KEY (org_id, invited_by) REFERENCES users (org_id, id)
);
CREATE INDEX invitations_of_person ON invitations (org_id, person_id, created_at, id);

-- The links by which an invitation is opened. Every mail and every copy has its own, and all work as long as it does.
CREATE TABLE invitation_links (
    org_id TEXT COLLATE "C" NOT NULL,
    invitation_id TEXT COLLATE "C" NOT NULL,
    secret_hash TEXT COLLATE "C" NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    -- Whether it was shown to whoever invited, who may have it still.
    is_shown BIGINT NOT NULL CHECK (is_shown IN (0, 1)),
    created_at TEXT COLLATE "C" NOT NULL CHECK (length(created_at) = 27),
    PRIMARY KEY (org_id, invitation_id, secret_hash),
    FOREIGN KEY (org_id, invitation_id) REFERENCES invitations (org_id, id) ON DELETE CASCADE
);

CREATE TABLE answers (
    org_id TEXT COLLATE "C" NOT NULL,
    invitation_id TEXT COLLATE "C" NOT NULL,
    question TEXT COLLATE "C" NOT NULL CHECK (length(question) BETWEEN 1 AND 200),
    -- The place of the choice, from 1; none for: cannot judge.
    choice BIGINT CHECK (choice BETWEEN 1 AND 100),
    note TEXT COLLATE "C" NOT NULL CHECK (length(note) <= 10000),
    -- How long after the answer before it came first; none where several came at once.
    seconds DOUBLE PRECISION CHECK (seconds >= 0),
    revision BIGINT NOT NULL,
    updated_at TEXT COLLATE "C" NOT NULL CHECK (length(updated_at) = 27),
    PRIMARY KEY (org_id, invitation_id, question),
    FOREIGN KEY (org_id, invitation_id) REFERENCES invitations (org_id, id) ON DELETE CASCADE
);

-- What was handed in, each time whole: answers that are corrected meanwhile change nothing until they are handed in again.
CREATE TABLE submissions (
    org_id TEXT COLLATE "C" NOT NULL,
    invitation_id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    -- The answers as JSON.
    answers TEXT COLLATE "C" NOT NULL,
    submitted_at TEXT COLLATE "C" NOT NULL CHECK (length(submitted_at) = 27),
    PRIMARY KEY (org_id, invitation_id, number),
    FOREIGN KEY (org_id, invitation_id) REFERENCES invitations (org_id, id) ON DELETE CASCADE
);

-- Mail is sent as long work is done. SQLite cannot change what a column may hold: the table is made anew.
ALTER TABLE jobs RENAME TO jobs_before;
CREATE TABLE jobs (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    org_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('run', 'import', 'mail')),
    -- What the job is about: a search, an import, or an invitation.
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
