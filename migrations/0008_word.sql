-- A version of a report has a Word file, too.

CREATE TABLE report_files_with_word (
    org_id TEXT NOT NULL,
    report_id TEXT NOT NULL,
    format TEXT NOT NULL CHECK (format IN ('html', 'pdf', 'docx', 'xlsx', 'csv', 'json')),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    n_bytes INTEGER NOT NULL CHECK (n_bytes > 0),
    -- The file, deflated, in base64.
    content TEXT NOT NULL,
    PRIMARY KEY (org_id, report_id, format),
    FOREIGN KEY (org_id, report_id) REFERENCES reports (org_id, id) ON DELETE CASCADE
) STRICT;
INSERT INTO report_files_with_word (org_id, report_id, format, sha256, n_bytes, content)
SELECT org_id, report_id, format, sha256, n_bytes, content FROM report_files;
DROP TABLE report_files;
ALTER TABLE report_files_with_word RENAME TO report_files;
