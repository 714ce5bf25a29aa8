DECLARE
  entry record;
  found bigint;
BEGIN
  PERFORM pg_catalog.set_config('search_path', '', true);
  -- With a policy in force counting fails, instead of counting what our role may see.
  PERFORM pg_catalog.set_config('row_security', 'off', true);
  SELECT pg_catalog.count(*) INTO found FROM pg_catalog.pg_largeobject_metadata;
  IF found < ${large_objects} THEN
    RAISE EXCEPTION 'The database has % large objects where the backup has ${large_objects}', found;
  END IF;
  FOR entry IN
    WITH wanted (schema, name, rows, through_root) AS (
${tables}
    ), there AS (
      SELECT w.*, c.oid AS id,
             CASE WHEN c.relispartition THEN pg_catalog.pg_partition_root(c.oid)::oid ELSE c.oid END AS root,
             coalesce(w.through_root OR c.relkind = 'p', false) AS elsewhere
        FROM wanted w
        LEFT JOIN (pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace)
          ON n.nspname = w.schema AND c.relname = w.name
    ), placed AS (
      SELECT *, pg_catalog.bool_or(elsewhere) OVER (PARTITION BY root) AS summed FROM there
    ), expected AS (
      SELECT CASE WHEN summed THEN root ELSE id END AS id, summed,
             pg_catalog.min(schema || '.' || name) AS written, pg_catalog.sum(rows)::bigint AS rows
        FROM placed GROUP BY 1, 2, CASE WHEN id IS NULL THEN schema || '.' || name END
    )
    SELECT x.written, x.rows, x.summed, c.oid AS id, c.relforcerowsecurity AS forced,
           pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
           pg_catalog.has_table_privilege(c.oid, 'SELECT') AS readable,
           EXISTS (SELECT FROM pg_catalog.pg_extension e WHERE c.oid = ANY (e.extconfig)) AS at_least
      FROM expected x
      LEFT JOIN pg_catalog.pg_class c ON c.oid = x.id
      LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     ORDER BY x.written
  LOOP
    IF entry.id IS NULL THEN
      RAISE EXCEPTION 'Table % of the backup was not restored', entry.written;
    END IF;
    BEGIN
      IF entry.forced THEN
        EXECUTE 'ALTER TABLE ' || entry.name || ' NO FORCE ROW LEVEL SECURITY';
      END IF;
      IF NOT entry.readable THEN
        EXECUTE 'GRANT SELECT ON TABLE ' || entry.name || ' TO CURRENT_USER';
      END IF;
      EXECUTE 'SELECT pg_catalog.count(*) FROM '
        || CASE WHEN entry.summed THEN '' ELSE 'ONLY ' END || entry.name INTO found;
      IF entry.forced OR NOT entry.readable THEN
        RAISE SQLSTATE 'BC001'; -- takes the two changes back; the count stays
      END IF;
    EXCEPTION WHEN SQLSTATE 'BC001' THEN
      NULL;
    END;
    IF found < entry.rows OR (found > entry.rows AND NOT entry.at_least) THEN
      RAISE EXCEPTION 'Table % has % rows where the backup has %', entry.name, found,
        CASE WHEN entry.at_least THEN 'at least ' ELSE '' END || entry.rows;
    END IF;
  END LOOP;
END
