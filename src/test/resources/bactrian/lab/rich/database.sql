-- What belongs to the database itself, from the admin database.
COMMENT ON DATABASE ${database} IS 'the rich one: it''s \ "quoted"';
REVOKE TEMPORARY ON DATABASE ${database} FROM PUBLIC;
GRANT CONNECT, CREATE ON DATABASE ${database} TO ${reader} WITH GRANT OPTION;
ALTER DATABASE ${database} CONNECTION LIMIT 57;
ALTER DATABASE ${database} SET work_mem = '5MB';
ALTER DATABASE ${database} SET search_path = plain, "$user", public;
ALTER DATABASE ${database} SET "lab.note" = 'it''s, a \ "note"';
ALTER ROLE ${reader} IN DATABASE ${database} SET statement_timeout = '77s';
ALTER ROLE ${owner} IN DATABASE ${database} SET "DateStyle" = 'ISO, DMY';
