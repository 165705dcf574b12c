-- Questionnaires: the instruments, who was invited to answer one, what was answered and what was handed in.
CREATE TABLE instruments (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    instrument TEXT NOT NULL CHECK (length(instrument) BETWEEN 1 AND 200),
    version TEXT NOT NULL CHECK (length(version) BETWEEN 1 AND 100),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 500),
    form TEXT NOT NULL CHECK (form IN ('ceo', 'candidate', 'rater', 'assessor')),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    -- The file itself, byte for byte.
    document TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    UNIQUE (org_id, id),
    UNIQUE (org_id, instrument, version)
) STRICT;

CREATE TABLE invitations (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    -- About whom.
    person_id TEXT NOT NULL,
    -- For which search; none where it is for no one search.
    search_id TEXT,
    instrument_id TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('self', 'superior', 'peer', 'report', 'assessor')),
    -- Who is asked, and their address; empty where they are not known, as the name is for the person themselves.
    name TEXT NOT NULL CHECK (length(name) <= 200),
    email TEXT NOT NULL CHECK (length(email) <= 254),
    -- What the ratings call them. Of a peer or a direct report it says nothing but that it is one.
    rater TEXT NOT NULL CHECK (length(rater) BETWEEN 1 AND 200),
    invited_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    expires_at TEXT NOT NULL CHECK (length(expires_at) = 27),
    mailed_at TEXT CHECK (length(mailed_at) = 27),
    reminded_at TEXT CHECK (length(reminded_at) = 27),
    n_reminders INTEGER NOT NULL DEFAULT 0,
    -- When the notice was agreed to, and its version.
    opened_at TEXT CHECK (length(opened_at) = 27),
    notice_version TEXT CHECK (length(notice_version) BETWEEN 1 AND 100),
    started_at TEXT CHECK (length(started_at) = 27),
    done_at TEXT CHECK (length(done_at) = 27),
    -- When what was handed in became ratings.
    counted_at TEXT CHECK (length(counted_at) = 27),
    revoked_at TEXT CHECK (length(revoked_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id),
    FOREIGN KEY (org_id, instrument_id) REFERENCES instruments (org_id, id),
    FOREIGN KEY (org_id, invited_by) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX invitations_of_person ON invitations (org_id, person_id, created_at, id);

-- The links by which an invitation is opened. Every mail and every copy has its own, and all work as long as it does.
CREATE TABLE invitation_links (
    org_id TEXT NOT NULL,
    invitation_id TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    -- Whether it was shown to whoever invited, who may have it still.
    is_shown INTEGER NOT NULL CHECK (is_shown IN (0, 1)),
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    PRIMARY KEY (org_id, invitation_id, secret_hash),
    FOREIGN KEY (org_id, invitation_id) REFERENCES invitations (org_id, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE answers (
    org_id TEXT NOT NULL,
    invitation_id TEXT NOT NULL,
    question TEXT NOT NULL CHECK (length(question) BETWEEN 1 AND 200),
    -- The place of the choice, from 1; none for: cannot judge.
    choice INTEGER CHECK (choice BETWEEN 1 AND 100),
    note TEXT NOT NULL CHECK (length(note) <= 10000),
    -- How long after the answer before it came first; none where several came at once.
    seconds REAL CHECK (seconds >= 0),
    revision INTEGER NOT NULL,
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    PRIMARY KEY (org_id, invitation_id, question),
    FOREIGN KEY (org_id, invitation_id) REFERENCES invitations (org_id, id) ON DELETE CASCADE
) STRICT;

-- What was handed in, each time whole: answers that are corrected meanwhile change nothing until they are handed in again.
CREATE TABLE submissions (
    org_id TEXT NOT NULL,
    invitation_id TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    -- The answers as JSON.
    answers TEXT NOT NULL,
    submitted_at TEXT NOT NULL CHECK (length(submitted_at) = 27),
    PRIMARY KEY (org_id, invitation_id, number),
    FOREIGN KEY (org_id, invitation_id) REFERENCES invitations (org_id, id) ON DELETE CASCADE
) STRICT;

-- Mail is sent as long work is done. SQLite cannot change what a column may hold: the table is made anew.
ALTER TABLE jobs RENAME TO jobs_before;
CREATE TABLE jobs (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('run', 'import', 'mail')),
    -- What the job is about: a search, an import, or an invitation.
    subject_id TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    is_cancelling INTEGER NOT NULL DEFAULT 0 CHECK (is_cancelling IN (0, 1)),
    -- Why the last attempt failed, in words for the user.
    failure TEXT,
    -- The id of what was made.
    result_id TEXT,
    -- Who works on it, and until when that is believed without a sign of life.
    worker TEXT,
    lease_until TEXT CHECK (length(lease_until) = 27),
    run_after TEXT NOT NULL CHECK (length(run_after) = 27),
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
) STRICT;
INSERT INTO jobs (id, org_id, user_id, kind, subject_id, payload, state, done, total, attempts, is_cancelling, failure,
result_id, worker, lease_until, run_after, created_at, updated_at)
SELECT id, org_id, user_id, kind, subject_id, payload, state, done, total, attempts, is_cancelling, failure,
result_id, worker, lease_until, run_after, created_at, updated_at FROM jobs_before;
DROP TABLE jobs_before;
CREATE INDEX jobs_waiting ON jobs (state, run_after, id);
CREATE INDEX jobs_by_time ON jobs (org_id, created_at, id);
