-- What only a superuser makes, and what keeps the owner itself from dumping.
SET ROLE ${owner};
CREATE TABLE plain.secret (id integer PRIMARY KEY, who name DEFAULT current_user, note text);
INSERT INTO plain.secret SELECT n, ${owner_text}, 'secret ' || n FROM generate_series(1, 40) n;
ALTER TABLE plain.secret ENABLE ROW LEVEL SECURITY;
ALTER TABLE plain.secret FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON plain.secret USING (id > 20) WITH CHECK (false);
CREATE TABLE plain.readers (id integer);
INSERT INTO plain.readers VALUES (1), (2);
RESET ROLE;
ALTER TABLE plain.readers OWNER TO ${reader};

CREATE EXTENSION postgres_fdw SCHEMA plain;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', dbname 'it''s away', port '1');
GRANT USAGE ON FOREIGN SERVER elsewhere TO ${owner};
CREATE USER MAPPING FOR ${owner} SERVER elsewhere OPTIONS (user 'someone', password 'pa''ss');
CREATE FOREIGN TABLE plain.far (id integer OPTIONS (column_name 'ID'), note text) SERVER elsewhere OPTIONS (table_name 'far away');
CREATE FUNCTION plain.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
CREATE EVENT TRIGGER ${event_trigger} ON ddl_command_start WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION plain.on_ddl();
