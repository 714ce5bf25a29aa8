-- One configuration table whose rows a dump carries in part, and one that it carries whole.
CREATE TABLE lab_setting (name text PRIMARY KEY, value text, built_in boolean NOT NULL DEFAULT false);
INSERT INTO lab_setting VALUES ('colour', 'sand', true), ('humps', '2', true);
SELECT pg_catalog.pg_extension_config_dump('lab_setting', 'WHERE NOT built_in');

CREATE TABLE lab_note (id integer, note text);
SELECT pg_catalog.pg_extension_config_dump('lab_note', '');
