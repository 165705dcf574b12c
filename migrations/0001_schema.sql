-- The schema of both databases, written for SQLite. crates/store/src/migrations.rs derives PostgreSQL's from it.

-- Organisations, users, and the ways to sign in. Secrets are stored as SHA-256 or Argon2id hashes only.

CREATE TABLE organisations (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    -- The end of the audit chain. Appending an entry locks this row.
    audit_seq INTEGER NOT NULL DEFAULT 0,
    audit_hash TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL CHECK (length(created_at) = 27)
) STRICT;

CREATE TABLE users (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    email TEXT NOT NULL UNIQUE CHECK (length(email) BETWEEN 3 AND 254),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    role TEXT NOT NULL CHECK (role IN ('admin', 'recruiter', 'panel_member', 'viewer')),
    password_hash TEXT,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    disabled_at TEXT CHECK (length(disabled_at) = 27),
    UNIQUE (org_id, id)
) STRICT;

CREATE TABLE sessions (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    agent TEXT NOT NULL CHECK (length(agent) <= 200),
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    last_used_at TEXT NOT NULL CHECK (length(last_used_at) = 27),
    expires_at TEXT NOT NULL CHECK (length(expires_at) = 27),
    revoked_at TEXT CHECK (length(revoked_at) = 27),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX sessions_of_user ON sessions (org_id, user_id, id);

CREATE TABLE tokens (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    secret_hash TEXT NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    -- The last four characters of the secret, so that its owner recognises it.
    hint TEXT NOT NULL CHECK (length(hint) = 4),
    scopes TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    expires_at TEXT NOT NULL CHECK (length(expires_at) = 27),
    last_used_at TEXT CHECK (length(last_used_at) = 27),
    revoked_at TEXT CHECK (length(revoked_at) = 27),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX tokens_of_user ON tokens (org_id, user_id, id);

-- Links that work once: for the first setup, when there is no organisation yet, or for signing in.
CREATE TABLE links (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT,
    user_id TEXT,
    purpose TEXT NOT NULL CHECK (purpose IN ('setup', 'sign_in')),
    secret_hash TEXT NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    expires_at TEXT NOT NULL CHECK (length(expires_at) = 27),
    used_at TEXT CHECK (length(used_at) = 27),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
) STRICT;

-- Failed attempts by account and by address. A bucket empties over time, so nobody is locked out for good.
CREATE TABLE throttles (
    bucket TEXT PRIMARY KEY NOT NULL CHECK (length(bucket) = 64),
    failures INTEGER NOT NULL CHECK (failures > 0),
    last_at TEXT NOT NULL CHECK (length(last_at) = 27),
    blocked_until TEXT NOT NULL CHECK (length(blocked_until) = 27)
) STRICT;

-- Frameworks, instruments and custom norms. A version never changes.

CREATE TABLE framework_versions (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    framework TEXT NOT NULL CHECK (length(framework) BETWEEN 1 AND 200),
    version TEXT NOT NULL CHECK (length(version) BETWEEN 1 AND 100),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 500),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    -- The file, byte for byte.
    document TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    UNIQUE (org_id, id),
    UNIQUE (org_id, framework, version)
) STRICT;

-- The questionnaires that an organisation uses.
CREATE TABLE instruments (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    instrument TEXT NOT NULL CHECK (length(instrument) BETWEEN 1 AND 200),
    version TEXT NOT NULL CHECK (length(version) BETWEEN 1 AND 100),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 500),
    form TEXT NOT NULL CHECK (form IN ('ceo', 'candidate', 'rater', 'assessor')),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    -- The file, byte for byte.
    document TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    UNIQUE (org_id, id),
    UNIQUE (org_id, instrument, version)
) STRICT;

-- Norm groups made from an organisation's own people, without names.
CREATE TABLE norms (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    framework_id TEXT NOT NULL,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    -- Counts the norms with this name, from 1.
    version INTEGER NOT NULL CHECK (version > 0),
    n_people INTEGER NOT NULL CHECK (n_people >= 100),
    -- The values of everybody in the group, as JSON.
    document TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    UNIQUE (org_id, id),
    UNIQUE (org_id, name, version),
    FOREIGN KEY (org_id, framework_id) REFERENCES framework_versions (org_id, id),
    FOREIGN KEY (org_id, created_by) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX norms_by_time ON norms (org_id, created_at, id);

-- People, what is known about them and from whom, and the files they were imported from.

CREATE TABLE people (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    -- The id of this person in files, such as c-017.
    reference TEXT NOT NULL CHECK (length(reference) BETWEEN 1 AND 200),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 1000),
    -- The name in lower case, for searching and sorting.
    sort_name TEXT NOT NULL,
    headline TEXT NOT NULL CHECK (length(headline) <= 1000),
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    erased_at TEXT CHECK (length(erased_at) = 27),
    UNIQUE (org_id, id),
    UNIQUE (org_id, reference)
) STRICT;
CREATE INDEX people_by_name ON people (org_id, sort_name, id);
CREATE INDEX people_by_time ON people (org_id, created_at, id);

CREATE TABLE estimates (
    org_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    dimension TEXT NOT NULL CHECK (length(dimension) BETWEEN 1 AND 200),
    mean REAL NOT NULL CHECK (mean BETWEEN 0 AND 100),
    se REAL NOT NULL CHECK (se BETWEEN 0 AND 100),
    -- How the number was entered: by a user, or from a file.
    origin TEXT NOT NULL CHECK (origin IN ('direct', 'import')),
    recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 27),
    PRIMARY KEY (org_id, person_id, dimension),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE ratings (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    dimension TEXT NOT NULL CHECK (length(dimension) BETWEEN 1 AND 200),
    source TEXT NOT NULL CHECK (source IN ('self', 'superior', 'peer', 'report', 'assessor', 'test')),
    rater TEXT NOT NULL CHECK (length(rater) <= 200),
    value REAL NOT NULL CHECK (value BETWEEN 0 AND 100),
    recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 27),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX ratings_of_person ON ratings (org_id, person_id, dimension, id);
-- A named rater rates a dimension once. Unnamed raters may be different people.
CREATE UNIQUE INDEX ratings_by_rater ON ratings (org_id, person_id, dimension, source, rater) WHERE rater <> '';

-- What was said in interviews, in addition to the ratings.
CREATE TABLE interview_notes (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    dimension TEXT NOT NULL CHECK (length(dimension) BETWEEN 3 AND 200),
    -- Who asked and rated, by the name used in the rating.
    rater TEXT NOT NULL CHECK (length(rater) BETWEEN 1 AND 200),
    note TEXT NOT NULL CHECK (length(note) BETWEEN 1 AND 10000),
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, recorded_by) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX interview_notes_of_person ON interview_notes (org_id, person_id, recorded_at, id);

-- The last change to a person by hand, and what was known before it, as JSON. It can be undone while the person still
-- has the revision after it.
CREATE TABLE undos (
    org_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    action TEXT NOT NULL,
    before TEXT NOT NULL,
    revision_after INTEGER NOT NULL,
    PRIMARY KEY (org_id, person_id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE imports (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    file_name TEXT NOT NULL CHECK (length(file_name) <= 255),
    state TEXT NOT NULL CHECK (state IN ('columns', 'preview', 'applying', 'applied', 'undoing', 'undone')),
    n_people INTEGER NOT NULL,
    n_skipped INTEGER NOT NULL,
    -- How many people were imported so far, and how many an undo left as they are.
    n_done INTEGER NOT NULL DEFAULT 0,
    n_kept INTEGER NOT NULL DEFAULT 0,
    -- The meaning of unknown columns, as JSON. Until a user gives it, the file is kept in base64.
    columns TEXT,
    file TEXT CHECK ((file IS NULL) OR (state = 'columns')),
    -- The last job that applied or undid the import.
    job_id TEXT,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX imports_by_time ON imports (org_id, created_at, id);

-- Rows of a file that wait to be applied: a profile as JSON, or its problems. A row is deleted as soon as it is
-- applied, so that no copy of personal data is left behind.
CREATE TABLE import_rows (
    org_id TEXT NOT NULL,
    import_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    -- The person's id in the file; empty if it could not be read.
    reference TEXT NOT NULL CHECK (length(reference) <= 200),
    profile TEXT,
    problems TEXT,
    PRIMARY KEY (org_id, import_id, position),
    CHECK ((profile IS NULL) <> (problems IS NULL)),
    FOREIGN KEY (org_id, import_id) REFERENCES imports (org_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX import_rows_of_person ON import_rows (org_id, reference);

-- What an import changed, for undoing it: what was known before (NULL for a new person), and the revision after it.
CREATE TABLE import_changes (
    org_id TEXT NOT NULL,
    import_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    before TEXT,
    revision_after INTEGER NOT NULL,
    PRIMARY KEY (org_id, import_id, person_id),
    FOREIGN KEY (org_id, import_id) REFERENCES imports (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX import_changes_of_person ON import_changes (org_id, person_id);

-- Searches: the CEO, the criteria, the candidates, the panel, its results and its decision.

CREATE TABLE searches (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    sort_title TEXT NOT NULL,
    ceo_id TEXT NOT NULL,
    framework_id TEXT NOT NULL,
    role_type TEXT CHECK (length(role_type) BETWEEN 1 AND 200),
    -- How far pillars offset each other; NULL means the framework's value.
    balance REAL CHECK (balance BETWEEN -100 AND 1),
    -- The custom norm group; NULL means the framework's norm.
    norm_id TEXT,
    context TEXT NOT NULL CHECK (length(context) <= 10000),
    mandate TEXT NOT NULL CHECK (length(mandate) <= 10000),
    is_blind INTEGER NOT NULL CHECK (is_blind IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('open', 'decided', 'closed')),
    -- The last position given to a candidate, so that none is given twice.
    last_position INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, ceo_id) REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, framework_id) REFERENCES framework_versions (org_id, id),
    FOREIGN KEY (org_id, norm_id) REFERENCES norms (org_id, id)
) STRICT;
CREATE INDEX searches_by_time ON searches (org_id, created_at, id);
CREATE INDEX searches_by_title ON searches (org_id, sort_title, id);

-- Panel members and viewers see only the searches they are members of.
CREATE TABLE members (
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    PRIMARY KEY (org_id, search_id, user_id),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
) STRICT;

CREATE TABLE candidates (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    -- Replaces the name if the search is blind: Candidate A.
    label TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 40),
    position INTEGER NOT NULL,
    is_finalist INTEGER NOT NULL CHECK (is_finalist IN (0, 1)),
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    UNIQUE (org_id, id),
    UNIQUE (org_id, search_id, person_id),
    UNIQUE (org_id, search_id, position),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id)
) STRICT;
CREATE INDEX candidates_of_person ON candidates (org_id, person_id);

CREATE TABLE weight_sets (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    -- A member's user id, or 'agreed' for those of the whole panel.
    owner TEXT NOT NULL CHECK (length(owner) BETWEEN 1 AND 36),
    method TEXT NOT NULL CHECK (method IN ('direct', 'ahp', 'rank', 'swing', 'panel')),
    -- The judgements, and the pillar weights that follow from them, as JSON.
    judged TEXT NOT NULL,
    weights TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    UNIQUE (org_id, search_id, owner),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE judgements (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    opinion TEXT NOT NULL CHECK (opinion IN ('strong_yes', 'yes', 'unsure', 'no', 'strong_no')),
    note TEXT NOT NULL CHECK (length(note) <= 10000),
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    UNIQUE (org_id, search_id, candidate_id, user_id),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, candidate_id) REFERENCES candidates (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
) STRICT;

-- A run never changes. It contains everything it was computed from, by candidate id and without names.
CREATE TABLE runs (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    framework_id TEXT NOT NULL,
    framework_sha256 TEXT NOT NULL CHECK (length(framework_sha256) = 64),
    program_version TEXT NOT NULL,
    role_type TEXT,
    balance REAL NOT NULL,
    weights TEXT NOT NULL,
    seed TEXT NOT NULL,
    draws INTEGER NOT NULL,
    n_candidates INTEGER NOT NULL,
    -- The CEO, candidates and criteria; the result; the CEO's need; and the shortlist, all as JSON.
    inputs TEXT NOT NULL,
    result TEXT NOT NULL,
    need TEXT NOT NULL,
    shortlist TEXT NOT NULL,
    result_sha256 TEXT NOT NULL CHECK (length(result_sha256) = 64),
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id),
    FOREIGN KEY (org_id, framework_id) REFERENCES framework_versions (org_id, id),
    FOREIGN KEY (org_id, created_by) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX runs_of_search ON runs (org_id, search_id, created_at, id);

CREATE TABLE decisions (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    -- NULL if the decision is to appoint nobody.
    candidate_id TEXT,
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 10000),
    -- The panel's weights and judgements at that time, as JSON.
    panel TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    -- A withdrawn decision is kept, with who withdrew it and why.
    withdrawn_at TEXT CHECK (length(withdrawn_at) = 27),
    withdrawn_by TEXT,
    withdrawn_reason TEXT CHECK (length(withdrawn_reason) BETWEEN 1 AND 10000),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id),
    FOREIGN KEY (org_id, run_id) REFERENCES runs (org_id, id),
    FOREIGN KEY (org_id, candidate_id) REFERENCES candidates (org_id, id),
    FOREIGN KEY (org_id, decided_by) REFERENCES users (org_id, id),
    FOREIGN KEY (org_id, withdrawn_by) REFERENCES users (org_id, id)
) STRICT;
-- A search has one decision in force at a time.
CREATE UNIQUE INDEX decision_in_force ON decisions (org_id, search_id) WHERE withdrawn_at IS NULL;

-- What a CEO and a candidate agree on: who decides what, and the plan for the first hundred days.
CREATE TABLE pair_documents (
    org_id TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('roles', 'plan')),
    -- As edited; NULL if it is still the proposal.
    content TEXT CHECK (length(content) <= 200000),
    -- As it was before the last change; NULL if it was the proposal.
    previous TEXT CHECK (length(previous) <= 200000),
    revision INTEGER NOT NULL CHECK (revision > 0),
    updated_by TEXT NOT NULL,
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    PRIMARY KEY (org_id, candidate_id, kind),
    FOREIGN KEY (org_id, candidate_id) REFERENCES candidates (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, updated_by) REFERENCES users (org_id, id)
) STRICT;

-- The last revision of the decision rights that each party signed.
CREATE TABLE signatures (
    org_id TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    party TEXT NOT NULL CHECK (party IN ('ceo', 'candidate')),
    revision INTEGER NOT NULL CHECK (revision > 0),
    -- The parties are usually not users: a user records the signature.
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 27),
    PRIMARY KEY (org_id, candidate_id, party),
    FOREIGN KEY (org_id, candidate_id) REFERENCES candidates (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, recorded_by) REFERENCES users (org_id, id)
) STRICT;

-- Reports, their files, and the links that share them.

CREATE TABLE reports (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    -- The run that the report was made from.
    run_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('board', 'pair', 'need', 'shortlist', 'feedback')),
    -- The candidate it is about; empty if it is about the whole search.
    candidate TEXT NOT NULL CHECK (length(candidate) <= 36),
    -- Counts the reports for this search, kind and candidate, from 1.
    version INTEGER NOT NULL CHECK (version >= 1),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 500),
    is_blind INTEGER NOT NULL CHECK (is_blind IN (0, 1)),
    -- The changes since the previous version, as a JSON list of texts.
    changes TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    -- When its files were deleted because a person in it was erased.
    emptied_at TEXT CHECK (length(emptied_at) = 27),
    UNIQUE (org_id, id),
    UNIQUE (org_id, search_id, kind, candidate, version),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id),
    FOREIGN KEY (org_id, run_id) REFERENCES runs (org_id, id),
    FOREIGN KEY (org_id, created_by) REFERENCES users (org_id, id)
) STRICT;

CREATE TABLE report_files (
    org_id TEXT NOT NULL,
    report_id TEXT NOT NULL,
    format TEXT NOT NULL CHECK (format IN ('html', 'pdf', 'xlsx', 'csv', 'json')),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    n_bytes INTEGER NOT NULL CHECK (n_bytes > 0),
    -- The file, deflated, in base64.
    content TEXT NOT NULL,
    PRIMARY KEY (org_id, report_id, format),
    FOREIGN KEY (org_id, report_id) REFERENCES reports (org_id, id) ON DELETE CASCADE
) STRICT;

-- A link opens one version and nothing else. Only the hash of its secret is stored.
CREATE TABLE shares (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    report_id TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    -- Who it is for, in the words of the user who made it.
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    -- The hash of the passcode; NULL if the link is enough.
    passcode TEXT CHECK (length(passcode) BETWEEN 1 AND 500),
    n_views INTEGER NOT NULL DEFAULT 0,
    viewed_at TEXT CHECK (length(viewed_at) = 27),
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    expires_at TEXT NOT NULL CHECK (length(expires_at) = 27),
    revoked_at TEXT CHECK (length(revoked_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, report_id) REFERENCES reports (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, created_by) REFERENCES users (org_id, id)
) STRICT;

-- Questionnaires: invitations, answers and submissions.

CREATE TABLE invitations (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    -- The person it is about.
    person_id TEXT NOT NULL,
    -- The search it is for; NULL if it is for none in particular.
    search_id TEXT,
    instrument_id TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('self', 'superior', 'peer', 'report', 'assessor')),
    -- The respondent and their address; empty if not known, or if the person answers about themselves.
    name TEXT NOT NULL CHECK (length(name) <= 200),
    email TEXT NOT NULL CHECK (length(email) <= 254),
    -- The respondent's name in the ratings. For a peer or a direct report it says only which of the two they are.
    rater TEXT NOT NULL CHECK (length(rater) BETWEEN 1 AND 200),
    invited_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    expires_at TEXT NOT NULL CHECK (length(expires_at) = 27),
    mailed_at TEXT CHECK (length(mailed_at) = 27),
    reminded_at TEXT CHECK (length(reminded_at) = 27),
    n_reminders INTEGER NOT NULL DEFAULT 0,
    -- When the respondent agreed to the notice, and its version.
    opened_at TEXT CHECK (length(opened_at) = 27),
    notice_version TEXT CHECK (length(notice_version) BETWEEN 1 AND 100),
    started_at TEXT CHECK (length(started_at) = 27),
    done_at TEXT CHECK (length(done_at) = 27),
    -- When the submission was turned into ratings.
    counted_at TEXT CHECK (length(counted_at) = 27),
    revoked_at TEXT CHECK (length(revoked_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id),
    FOREIGN KEY (org_id, instrument_id) REFERENCES instruments (org_id, id),
    FOREIGN KEY (org_id, invited_by) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX invitations_of_person ON invitations (org_id, person_id, created_at, id);

-- The links that open an invitation. Every e-mail and every copied link has its own; all are valid as long as the
-- invitation is.
CREATE TABLE invitation_links (
    org_id TEXT NOT NULL,
    invitation_id TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    -- Whether it was shown to the user who invited, who may still have it.
    is_shown INTEGER NOT NULL CHECK (is_shown IN (0, 1)),
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    PRIMARY KEY (org_id, invitation_id, secret_hash),
    FOREIGN KEY (org_id, invitation_id) REFERENCES invitations (org_id, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE answers (
    org_id TEXT NOT NULL,
    invitation_id TEXT NOT NULL,
    question TEXT NOT NULL CHECK (length(question) BETWEEN 1 AND 200),
    -- The position of the choice, from 1; NULL means cannot judge.
    choice INTEGER CHECK (choice BETWEEN 1 AND 100),
    note TEXT NOT NULL CHECK (length(note) <= 10000),
    -- Seconds between the previous answer and the first version of this one; NULL if several arrived at once.
    seconds REAL CHECK (seconds >= 0),
    revision INTEGER NOT NULL,
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    PRIMARY KEY (org_id, invitation_id, question),
    FOREIGN KEY (org_id, invitation_id) REFERENCES invitations (org_id, id) ON DELETE CASCADE
) STRICT;

-- Every submission in full. Corrected answers change nothing until they are submitted again.
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

-- What happened after a decision, and what was learned from it.

-- An outcome belongs to a decision, and through it to the run that the decision was based on.
CREATE TABLE outcomes (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    decision_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('started', 'left', 'together_12', 'together_24', 'board_rating', 'pulse')),
    -- Each slot has one outcome in force. A pulse has a slot for each respondent and wave.
    slot TEXT NOT NULL CHECK (length(slot) BETWEEN 1 AND 60),
    -- The day it happened.
    happened_on TEXT NOT NULL CHECK (length(happened_on) = 10),
    -- Why the person left.
    ending TEXT CHECK (ending IN ('promoted', 'own_wish', 'company_wish', 'company_changed', 'health', 'other')),
    -- Yes or no as 1 or 0; a rating from 0 to 100; the mean of a pulse from 0 to 100.
    value REAL CHECK (value BETWEEN 0 AND 100),
    -- The respondent and the wave of a pulse.
    who TEXT CHECK (who IN ('ceo', 'coo')),
    wave TEXT CHECK (length(wave) BETWEEN 1 AND 20),
    -- The answers to a pulse as JSON: 1 to 5 for each condition.
    conditions TEXT CHECK (length(conditions) <= 1000),
    note TEXT NOT NULL CHECK (length(note) <= 10000),
    recorded_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    -- A withdrawn outcome is kept, with who withdrew it and why.
    withdrawn_at TEXT CHECK (length(withdrawn_at) = 27),
    withdrawn_by TEXT,
    withdrawn_reason TEXT CHECK (length(withdrawn_reason) BETWEEN 1 AND 10000),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, decision_id) REFERENCES decisions (org_id, id),
    FOREIGN KEY (org_id, recorded_by) REFERENCES users (org_id, id),
    FOREIGN KEY (org_id, withdrawn_by) REFERENCES users (org_id, id)
) STRICT;
CREATE UNIQUE INDEX outcome_in_force ON outcomes (org_id, decision_id, slot) WHERE withdrawn_at IS NULL;
CREATE INDEX outcomes_of_decision ON outcomes (org_id, decision_id, happened_on, id);

-- Links for the CEO and the COO to answer a pulse themselves. Only the hash of the secret is stored.
CREATE TABLE pulse_links (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    decision_id TEXT NOT NULL,
    who TEXT NOT NULL CHECK (who IN ('ceo', 'coo')),
    wave TEXT NOT NULL CHECK (length(wave) BETWEEN 1 AND 20),
    secret_hash TEXT NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    expires_at TEXT NOT NULL CHECK (length(expires_at) = 27),
    answered_at TEXT CHECK (length(answered_at) = 27),
    revoked_at TEXT CHECK (length(revoked_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, decision_id) REFERENCES decisions (org_id, id),
    FOREIGN KEY (org_id, created_by) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX pulse_links_of_decision ON pulse_links (org_id, decision_id, created_at, id);

-- Calibrations compare weights with outcomes. They never change and contain no names.
CREATE TABLE calibrations (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    -- The version whose weights were compared with the outcomes.
    framework_id TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (length(outcome) BETWEEN 1 AND 40),
    features TEXT NOT NULL CHECK (features IN ('pillars', 'facets')),
    seed TEXT NOT NULL,
    program_version TEXT NOT NULL,
    n_used INTEGER NOT NULL,
    is_proposal INTEGER NOT NULL CHECK (is_proposal IN (0, 1)),
    -- The findings, and the cases by decision, as JSON.
    result TEXT NOT NULL,
    cases TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    -- The framework version adopted from the proposal, with who adopted it and why.
    adopted_as TEXT,
    adopted_by TEXT,
    adopted_at TEXT CHECK (length(adopted_at) = 27),
    adopted_reason TEXT CHECK (length(adopted_reason) BETWEEN 1 AND 10000),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, framework_id) REFERENCES framework_versions (org_id, id),
    FOREIGN KEY (org_id, adopted_as) REFERENCES framework_versions (org_id, id),
    FOREIGN KEY (org_id, created_by) REFERENCES users (org_id, id),
    FOREIGN KEY (org_id, adopted_by) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX calibrations_by_time ON calibrations (org_id, created_at, id);

-- Operation: background jobs, repeated requests, the audit log and the example search.

CREATE TABLE jobs (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('run', 'import', 'mail', 'calibration')),
    -- The search, import, invitation or framework that the job is about.
    subject_id TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    is_cancelling INTEGER NOT NULL DEFAULT 0 CHECK (is_cancelling IN (0, 1)),
    -- Why the last attempt failed, as shown to the user.
    failure TEXT,
    -- The id of what the job made.
    result_id TEXT,
    -- The worker that claimed it, and when its claim expires unless renewed.
    worker TEXT,
    lease_until TEXT CHECK (length(lease_until) = 27),
    run_after TEXT NOT NULL CHECK (length(run_after) = 27),
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX jobs_waiting ON jobs (state, run_after, id);
CREATE INDEX jobs_by_time ON jobs (org_id, created_at, id);

CREATE TABLE idempotency_keys (
    org_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
    -- The hash of the operation and its input.
    request_hash TEXT NOT NULL CHECK (length(request_hash) = 64),
    answer TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    PRIMARY KEY (org_id, user_id, key),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at);

-- Append-only. Each entry's hash covers the previous entry. Entries contain ids and names of fields, never values.
CREATE TABLE audit (
    org_id TEXT NOT NULL REFERENCES organisations (id),
    seq INTEGER NOT NULL CHECK (seq > 0),
    at TEXT NOT NULL CHECK (length(at) = 27),
    -- NULL if the program acted, for example on a command on the server's machine.
    user_id TEXT,
    via TEXT NOT NULL,
    action TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    fields TEXT NOT NULL,
    request_id TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    PRIMARY KEY (org_id, seq)
) STRICT;
CREATE INDEX audit_of_subject ON audit (org_id, subject_id, seq);

-- The example search, if an organisation has loaded it, and the people added with it.
CREATE TABLE examples (
    org_id TEXT NOT NULL PRIMARY KEY REFERENCES organisations (id),
    -- This search may have been deleted since.
    search_id TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27)
) STRICT;

CREATE TABLE example_people (
    org_id TEXT NOT NULL REFERENCES organisations (id),
    person_id TEXT NOT NULL,
    PRIMARY KEY (org_id, person_id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE
) STRICT;
