-- From step 12 of unreleased versions to step 1.
ALTER TABLE searches ADD COLUMN norm_id TEXT COLLATE "C";
ALTER TABLE searches ADD FOREIGN KEY (org_id, norm_id) REFERENCES norms (org_id, id);
UPDATE searches SET norm_id = n.norm_id FROM search_norms n WHERE n.org_id = searches.org_id AND n.search_id = searches.id;
DROP TABLE search_norms;
DELETE FROM _sqlx_migrations;
