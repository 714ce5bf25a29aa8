-- Schemas and types. ${owner}, ${reader}: roles of this database, quoted.
CREATE SCHEMA "S'pace ""$(touch /tmp/x)"" ;--\é";
COMMENT ON SCHEMA "S'pace ""$(touch /tmp/x)"" ;--\é" IS 'It''s a schema with a \ and a
new line';
CREATE SCHEMA plain;
GRANT USAGE ON SCHEMA plain TO ${reader} WITH GRANT OPTION;
GRANT USAGE ON SCHEMA "S'pace ""$(touch /tmp/x)"" ;--\é" TO PUBLIC;

CREATE TYPE plain.mood AS ENUM ('sad', 'ok', 'it''s "great"', 'ünsägbar');
ALTER TYPE plain.mood ADD VALUE 'meh' BEFORE 'ok';
CREATE TYPE plain.pair AS ("a b" integer, c text COLLATE "C");
CREATE TYPE plain.span AS RANGE (subtype = float8);
CREATE DOMAIN plain.email AS text DEFAULT 'nobody@example.org'
  CONSTRAINT "has an @" CHECK (VALUE LIKE '%@%') NOT NULL;
COMMENT ON DOMAIN plain.email IS 'an address';
CREATE COLLATION plain."My Order" (provider = icu, locale = 'und-u-ks-level2', deterministic = false);

CREATE EXTENSION hstore SCHEMA plain;
CREATE EXTENSION btree_gist SCHEMA plain;
CREATE EXTENSION bactrian_lab SCHEMA plain;
INSERT INTO plain.lab_setting VALUES ('name', 'Bactrian', false);
INSERT INTO plain.lab_note VALUES (1, 'first'), (2, 'second');
