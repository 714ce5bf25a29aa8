-- Rows of every table that pg_dump dumps, one a line: count, schema, name, with tabs between; then the large objects.
SELECT string_agg(format('SELECT count(*), %L, %L FROM ONLY %I.%I', nspname, relname, nspname, relname), ' UNION ALL ')
       || ' ORDER BY 2, 3'
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
 WHERE relkind = 'r' AND nspname !~ '^pg_' AND nspname <> 'information_schema' \gexec
SELECT count(*), 'large objects' FROM pg_largeobject_metadata;
