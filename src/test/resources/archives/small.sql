-- A database so small that a test can cut its archive at every byte. As superuser, into an empty database.
\set ON_ERROR_STOP on
CREATE TABLE a (id integer, t text);
INSERT INTO a VALUES (1, 'one'), (2, NULL), (3, E'\\.');
CREATE TABLE b ();
SELECT lo_from_bytea(4000000000, '\x0102');
SELECT lo_from_bytea(7, '');
