-- Functions, triggers, views, rules, large objects, grants, publications.
CREATE FUNCTION plain."say ""hi"""(who text DEFAULT 'you''') RETURNS text LANGUAGE sql IMMUTABLE
  AS $$ SELECT 'hi; ' || who || E'\\' $$;
REVOKE EXECUTE ON FUNCTION plain."say ""hi"""(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION plain."say ""hi"""(text) TO ${reader};
CREATE PROCEDURE plain.noop() LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
CREATE AGGREGATE plain.total (integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
CREATE OPERATOR plain.=== (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq);
CREATE FUNCTION plain.stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Fires during a restore only when the trigger came before the data.
  NEW.name := NEW.name || ' (touched)';
  RETURN NEW;
END $$;
CREATE TRIGGER "touch it" BEFORE INSERT OR UPDATE OF name ON plain.person
  FOR EACH ROW WHEN (NEW.id > 0) EXECUTE FUNCTION plain.stamp();
COMMENT ON TRIGGER "touch it" ON plain.person IS 'changes what is inserted';
CREATE TRIGGER sleeping BEFORE DELETE ON plain.person FOR EACH ROW EXECUTE FUNCTION plain.stamp();
ALTER TABLE plain.person DISABLE TRIGGER sleeping;

CREATE VIEW plain.boss AS SELECT b.id, b.name, count(*) AS people FROM plain.person p JOIN plain.person b ON p.boss = b.id GROUP BY b.id;
CREATE VIEW plain.safe WITH (security_barrier) AS SELECT id, kind FROM plain.parent WHERE kind <> 'hidden' WITH CHECK OPTION;
CREATE MATERIALIZED VIEW plain."Mat'view" AS SELECT kind, count(*) AS n, min(at) AS since FROM plain.event GROUP BY kind;
CREATE UNIQUE INDEX ON plain."Mat'view" (kind);
CREATE MATERIALIZED VIEW plain.on_top AS SELECT sum(n) AS all_events FROM plain."Mat'view";
CREATE MATERIALIZED VIEW plain.unfilled AS SELECT * FROM plain.empty WITH NO DATA;
CREATE RULE "instead of" AS ON DELETE TO plain.parent WHERE OLD.id = 1 DO INSTEAD NOTHING;
CREATE TEXT SEARCH CONFIGURATION plain.simple_copy (COPY = simple);

SELECT lo_from_bytea(${large_object}, '\x00');
SELECT lo_from_bytea(${large_object} + n, decode(repeat(md5(n::text), 20 * n * n), 'hex')) FROM generate_series(1, 20) n;
SELECT lo_create(${large_object} + 21);
COMMENT ON LARGE OBJECT ${large_object} IS 'the first';
GRANT SELECT ON LARGE OBJECT ${large_object} TO ${reader};

GRANT SELECT ON plain.person TO ${reader};
GRANT UPDATE (name), REFERENCES (id) ON plain.person TO ${reader} WITH GRANT OPTION;
GRANT USAGE ON SEQUENCE plain."Counter é" TO ${reader};
GRANT USAGE ON TYPE plain.mood TO ${reader};
ALTER DEFAULT PRIVILEGES IN SCHEMA plain GRANT SELECT, INSERT ON TABLES TO ${reader};
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- Its owner may not insert: loaded with its grants in place it cannot be restored.
CREATE TABLE plain.archive_only (id integer PRIMARY KEY, note text);
INSERT INTO plain.archive_only SELECT n, 'note ' || n FROM generate_series(1, 30) n;
REVOKE ALL ON plain.archive_only FROM ${owner};
GRANT SELECT ON plain.archive_only TO ${owner};

ALTER TABLE plain.booking ENABLE ROW LEVEL SECURITY;
CREATE POLICY "few rooms" ON plain.booking AS RESTRICTIVE FOR SELECT TO ${reader} USING (room < 3);
COMMENT ON POLICY "few rooms" ON plain.booking IS 'not all';
CREATE PUBLICATION ${publication} FOR TABLE plain.person, plain.event WITH (publish = 'insert, update', publish_via_partition_root = true);
