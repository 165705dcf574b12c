CREATE TABLE organisations (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
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
    hint TEXT NOT NULL CHECK (length(hint) = 4),
    scopes TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    expires_at TEXT NOT NULL CHECK (length(expires_at) = 27),
    last_used_at TEXT CHECK (length(last_used_at) = 27),
    revoked_at TEXT CHECK (length(revoked_at) = 27),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX tokens_of_user ON tokens (org_id, user_id, id);
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
CREATE TABLE throttles (
    bucket TEXT PRIMARY KEY NOT NULL CHECK (length(bucket) = 64),
    failures INTEGER NOT NULL CHECK (failures > 0),
    last_at TEXT NOT NULL CHECK (length(last_at) = 27),
    blocked_until TEXT NOT NULL CHECK (length(blocked_until) = 27)
) STRICT;
CREATE TABLE people (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    reference TEXT NOT NULL CHECK (length(reference) BETWEEN 1 AND 200),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 1000),
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
CREATE UNIQUE INDEX ratings_by_rater ON ratings (org_id, person_id, dimension, source, rater) WHERE rater <> '';
CREATE TABLE imports (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    file_name TEXT NOT NULL CHECK (length(file_name) <= 255),
    state TEXT NOT NULL CHECK (state IN ('columns', 'preview', 'applying', 'applied', 'undoing', 'undone')),
    n_people INTEGER NOT NULL,
    n_skipped INTEGER NOT NULL,
    n_done INTEGER NOT NULL DEFAULT 0,
    n_kept INTEGER NOT NULL DEFAULT 0,
    columns TEXT,
    file TEXT CHECK ((file IS NULL) OR (state = 'columns')),
    job_id TEXT,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX imports_by_time ON imports (org_id, created_at, id);
CREATE TABLE import_rows (
    org_id TEXT NOT NULL,
    import_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    reference TEXT NOT NULL CHECK (length(reference) <= 200),
    profile TEXT,
    problems TEXT,
    PRIMARY KEY (org_id, import_id, position),
    CHECK ((profile IS NULL) <> (problems IS NULL)),
    FOREIGN KEY (org_id, import_id) REFERENCES imports (org_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX import_rows_of_person ON import_rows (org_id, reference);
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
CREATE TABLE undos (
    org_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    action TEXT NOT NULL,
    before TEXT NOT NULL,
    revision_after INTEGER NOT NULL,
    PRIMARY KEY (org_id, person_id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE
) STRICT;
CREATE TABLE framework_versions (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    framework TEXT NOT NULL CHECK (length(framework) BETWEEN 1 AND 200),
    version TEXT NOT NULL CHECK (length(version) BETWEEN 1 AND 100),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 500),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    document TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    UNIQUE (org_id, id),
    UNIQUE (org_id, framework, version)
) STRICT;
CREATE TABLE searches (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    sort_title TEXT NOT NULL,
    ceo_id TEXT NOT NULL,
    framework_id TEXT NOT NULL,
    role_type TEXT CHECK (length(role_type) BETWEEN 1 AND 200),
    balance REAL CHECK (balance BETWEEN -100 AND 1),
    context TEXT NOT NULL CHECK (length(context) <= 10000),
    mandate TEXT NOT NULL CHECK (length(mandate) <= 10000),
    is_blind INTEGER NOT NULL CHECK (is_blind IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('open', 'decided', 'closed')),
    last_position INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, ceo_id) REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, framework_id) REFERENCES framework_versions (org_id, id)
) STRICT;
CREATE INDEX searches_by_time ON searches (org_id, created_at, id);
CREATE INDEX searches_by_title ON searches (org_id, sort_title, id);
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
    owner TEXT NOT NULL CHECK (length(owner) BETWEEN 1 AND 36),
    method TEXT NOT NULL CHECK (method IN ('direct', 'ahp', 'rank', 'swing', 'panel')),
    judged TEXT NOT NULL,
    weights TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    UNIQUE (org_id, search_id, owner),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id) ON DELETE CASCADE
) STRICT;
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
CREATE TABLE decisions (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    candidate_id TEXT,
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 10000),
    panel TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
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
CREATE UNIQUE INDEX decision_in_force ON decisions (org_id, search_id) WHERE withdrawn_at IS NULL;
CREATE TABLE idempotency_keys (
    org_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
    request_hash TEXT NOT NULL CHECK (length(request_hash) = 64),
    answer TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    PRIMARY KEY (org_id, user_id, key),
    FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at);
CREATE TABLE audit (
    org_id TEXT NOT NULL REFERENCES organisations (id),
    seq INTEGER NOT NULL CHECK (seq > 0),
    at TEXT NOT NULL CHECK (length(at) = 27),
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
CREATE TABLE examples (
    org_id TEXT NOT NULL PRIMARY KEY REFERENCES organisations (id),
    search_id TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27)
) STRICT;
CREATE TABLE example_people (
    org_id TEXT NOT NULL REFERENCES organisations (id),
    person_id TEXT NOT NULL,
    PRIMARY KEY (org_id, person_id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE
) STRICT;
CREATE TABLE instruments (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    instrument TEXT NOT NULL CHECK (length(instrument) BETWEEN 1 AND 200),
    version TEXT NOT NULL CHECK (length(version) BETWEEN 1 AND 100),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 500),
    form TEXT NOT NULL CHECK (form IN ('ceo', 'candidate', 'rater', 'assessor')),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    document TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    UNIQUE (org_id, id),
    UNIQUE (org_id, instrument, version)
) STRICT;
CREATE TABLE invitations (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    search_id TEXT,
    instrument_id TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('self', 'superior', 'peer', 'report', 'assessor')),
    name TEXT NOT NULL CHECK (length(name) <= 200),
    email TEXT NOT NULL CHECK (length(email) <= 254),
    rater TEXT NOT NULL CHECK (length(rater) BETWEEN 1 AND 200),
    invited_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    expires_at TEXT NOT NULL CHECK (length(expires_at) = 27),
    mailed_at TEXT CHECK (length(mailed_at) = 27),
    reminded_at TEXT CHECK (length(reminded_at) = 27),
    n_reminders INTEGER NOT NULL DEFAULT 0,
    opened_at TEXT CHECK (length(opened_at) = 27),
    notice_version TEXT CHECK (length(notice_version) BETWEEN 1 AND 100),
    started_at TEXT CHECK (length(started_at) = 27),
    done_at TEXT CHECK (length(done_at) = 27),
    counted_at TEXT CHECK (length(counted_at) = 27),
    revoked_at TEXT CHECK (length(revoked_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id),
    FOREIGN KEY (org_id, instrument_id) REFERENCES instruments (org_id, id),
    FOREIGN KEY (org_id, invited_by) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX invitations_of_person ON invitations (org_id, person_id, created_at, id);
CREATE TABLE invitation_links (
    org_id TEXT NOT NULL,
    invitation_id TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    is_shown INTEGER NOT NULL CHECK (is_shown IN (0, 1)),
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    PRIMARY KEY (org_id, invitation_id, secret_hash),
    FOREIGN KEY (org_id, invitation_id) REFERENCES invitations (org_id, id) ON DELETE CASCADE
) STRICT;
CREATE TABLE answers (
    org_id TEXT NOT NULL,
    invitation_id TEXT NOT NULL,
    question TEXT NOT NULL CHECK (length(question) BETWEEN 1 AND 200),
    choice INTEGER CHECK (choice BETWEEN 1 AND 100),
    note TEXT NOT NULL CHECK (length(note) <= 10000),
    seconds REAL CHECK (seconds >= 0),
    revision INTEGER NOT NULL,
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    PRIMARY KEY (org_id, invitation_id, question),
    FOREIGN KEY (org_id, invitation_id) REFERENCES invitations (org_id, id) ON DELETE CASCADE
) STRICT;
CREATE TABLE submissions (
    org_id TEXT NOT NULL,
    invitation_id TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    answers TEXT NOT NULL,
    submitted_at TEXT NOT NULL CHECK (length(submitted_at) = 27),
    PRIMARY KEY (org_id, invitation_id, number),
    FOREIGN KEY (org_id, invitation_id) REFERENCES invitations (org_id, id) ON DELETE CASCADE
) STRICT;
CREATE TABLE outcomes (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    decision_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('started', 'left', 'together_12', 'together_24', 'board_rating', 'pulse')),
    slot TEXT NOT NULL CHECK (length(slot) BETWEEN 1 AND 60),
    happened_on TEXT NOT NULL CHECK (length(happened_on) = 10),
    ending TEXT CHECK (ending IN ('promoted', 'own_wish', 'company_wish', 'company_changed', 'health', 'other')),
    value REAL CHECK (value BETWEEN 0 AND 100),
    who TEXT CHECK (who IN ('ceo', 'coo')),
    wave TEXT CHECK (length(wave) BETWEEN 1 AND 20),
    conditions TEXT CHECK (length(conditions) <= 1000),
    note TEXT NOT NULL CHECK (length(note) <= 10000),
    recorded_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
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
CREATE TABLE calibrations (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    framework_id TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (length(outcome) BETWEEN 1 AND 40),
    features TEXT NOT NULL CHECK (features IN ('pillars', 'facets')),
    seed TEXT NOT NULL,
    program_version TEXT NOT NULL,
    n_used INTEGER NOT NULL,
    is_proposal INTEGER NOT NULL CHECK (is_proposal IN (0, 1)),
    result TEXT NOT NULL,
    cases TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
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
CREATE TABLE jobs (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('run', 'import', 'mail', 'calibration')),
    subject_id TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    is_cancelling INTEGER NOT NULL DEFAULT 0 CHECK (is_cancelling IN (0, 1)),
    failure TEXT,
    result_id TEXT,
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
CREATE TABLE norms (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    framework_id TEXT NOT NULL,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    version INTEGER NOT NULL CHECK (version > 0),
    n_people INTEGER NOT NULL CHECK (n_people >= 100),
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
CREATE TABLE search_norms (
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    norm_id TEXT NOT NULL,
    PRIMARY KEY (org_id, search_id),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, norm_id) REFERENCES norms (org_id, id)
) STRICT;
CREATE INDEX search_norms_by_norm ON search_norms (org_id, norm_id);
CREATE TABLE reports (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('board', 'pair', 'need', 'shortlist', 'feedback')),
    candidate TEXT NOT NULL CHECK (length(candidate) <= 36),
    version INTEGER NOT NULL CHECK (version >= 1),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 500),
    is_blind INTEGER NOT NULL CHECK (is_blind IN (0, 1)),
    changes TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
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
    content TEXT NOT NULL,
    PRIMARY KEY (org_id, report_id, format),
    FOREIGN KEY (org_id, report_id) REFERENCES reports (org_id, id) ON DELETE CASCADE
) STRICT;
CREATE TABLE shares (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    report_id TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
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
CREATE TABLE pair_documents (
    org_id TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('roles', 'plan')),
    content TEXT CHECK (length(content) <= 200000),
    previous TEXT CHECK (length(previous) <= 200000),
    revision INTEGER NOT NULL CHECK (revision > 0),
    updated_by TEXT NOT NULL,
    updated_at TEXT NOT NULL CHECK (length(updated_at) = 27),
    PRIMARY KEY (org_id, candidate_id, kind),
    FOREIGN KEY (org_id, candidate_id) REFERENCES candidates (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, updated_by) REFERENCES users (org_id, id)
) STRICT;
CREATE TABLE signatures (
    org_id TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    party TEXT NOT NULL CHECK (party IN ('ceo', 'candidate')),
    revision INTEGER NOT NULL CHECK (revision > 0),
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 27),
    PRIMARY KEY (org_id, candidate_id, party),
    FOREIGN KEY (org_id, candidate_id) REFERENCES candidates (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, recorded_by) REFERENCES users (org_id, id)
) STRICT;
CREATE TABLE interview_notes (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    dimension TEXT NOT NULL CHECK (length(dimension) BETWEEN 3 AND 200),
    rater TEXT NOT NULL CHECK (length(rater) BETWEEN 1 AND 200),
    note TEXT NOT NULL CHECK (length(note) BETWEEN 1 AND 10000),
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 27),
    UNIQUE (org_id, id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, recorded_by) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX interview_notes_of_person ON interview_notes (org_id, person_id, recorded_at, id);
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
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
