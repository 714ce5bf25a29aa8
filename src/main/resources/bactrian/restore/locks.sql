-- What is there, members of extensions among it, the size of the lock table in two factors.
SELECT (SELECT pg_catalog.count(*) FROM (
          SELECT d.classid, d.objid FROM pg_catalog.pg_depend d WHERE d.objid >= 16384
             AND d.classid <> 'pg_catalog.pg_rewrite'::pg_catalog.regclass
          UNION
          SELECT 'pg_catalog.pg_largeobject'::pg_catalog.regclass, m.oid FROM pg_catalog.pg_largeobject_metadata m) o),
       (SELECT pg_catalog.count(*) FROM pg_catalog.pg_depend d WHERE d.deptype = 'e'),
       pg_catalog.current_setting('max_locks_per_transaction')::pg_catalog.int8,
       pg_catalog.current_setting('max_connections')::pg_catalog.int8
         + pg_catalog.current_setting('max_prepared_transactions')::pg_catalog.int8
