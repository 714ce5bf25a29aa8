-- Takes everything out of the database that a dump would put into it. What is others' fails here, and the transaction
-- with it, but for what stands outside of schemas: that stays.
DECLARE
  command text;
  commands text[];
BEGIN
  PERFORM pg_catalog.set_config('search_path', '', true);
  PERFORM pg_catalog.set_config('client_min_messages', 'warning', true);
  commands := ARRAY(
    -- Event triggers first, since they would see everything else; extensions before the schemas that they are in.
    SELECT c.command FROM (
      SELECT 1 AS step, pg_catalog.format('DROP EVENT TRIGGER IF EXISTS %I', e.evtname) AS command
        FROM pg_catalog.pg_event_trigger e
       WHERE pg_catalog.pg_has_role(e.evtowner, 'USAGE') AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
         WHERE d.classid = 'pg_catalog.pg_event_trigger'::regclass AND d.objid = e.oid AND d.deptype = 'e')
      UNION ALL
      SELECT 2, pg_catalog.format('DROP PUBLICATION IF EXISTS %I', p.pubname) FROM pg_catalog.pg_publication p
       WHERE pg_catalog.pg_has_role(p.pubowner, 'USAGE')
      UNION ALL
      SELECT 3, pg_catalog.format('DROP EXTENSION IF EXISTS %I CASCADE', e.extname) FROM pg_catalog.pg_extension e
       WHERE e.extname <> 'plpgsql' AND pg_catalog.pg_has_role(e.extowner, 'USAGE')
      UNION ALL
      SELECT 4, pg_catalog.format('DROP SCHEMA IF EXISTS %I CASCADE', n.nspname) FROM pg_catalog.pg_namespace n
       WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public')
      UNION ALL
      -- Schema public is not ours everywhere, and keeps its owner, grants and comment: only what is in it goes. Members of
      -- extensions and parts of other objects (a range's multirange, an identity's sequence) go with these.
      SELECT 5, pg_catalog.format('DROP %s IF EXISTS %s CASCADE',
               CASE WHEN i.type IN ('function', 'procedure', 'aggregate') THEN 'ROUTINE'
                    WHEN i.type = 'composite type' THEN 'TYPE'
                    WHEN i.type = 'statistics object' THEN 'STATISTICS'
                    ELSE pg_catalog.upper(i.type) END, i.identity)
        FROM pg_catalog.pg_depend d, pg_catalog.pg_identify_object(d.classid, d.objid, 0) i
       WHERE d.refclassid = 'pg_catalog.pg_namespace'::regclass AND d.deptype = 'n'
         AND d.refobjid = (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = 'public')
         AND i.type NOT IN ('extension', 'default acl')
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e
           WHERE e.classid = d.classid AND e.objid = d.objid AND e.objsubid = 0 AND e.deptype IN ('e', 'i')
             AND (e.refclassid, e.refobjid) <> (e.classid, e.objid))
      UNION ALL
      SELECT 6, pg_catalog.format('DROP SERVER IF EXISTS %I CASCADE', s.srvname) FROM pg_catalog.pg_foreign_server s
       WHERE pg_catalog.pg_has_role(s.srvowner, 'USAGE')
      UNION ALL
      SELECT 7, pg_catalog.format('DROP FOREIGN DATA WRAPPER IF EXISTS %I CASCADE', w.fdwname)
        FROM pg_catalog.pg_foreign_data_wrapper w WHERE pg_catalog.pg_has_role(w.fdwowner, 'USAGE')
      UNION ALL
      SELECT 8, pg_catalog.format('DROP CAST IF EXISTS (%s AS %s) CASCADE',
               pg_catalog.format_type(c.castsource, NULL), pg_catalog.format_type(c.casttarget, NULL))
        FROM pg_catalog.pg_cast c WHERE c.oid >= 16384
      UNION ALL
      SELECT 9, pg_catalog.format('DROP LANGUAGE IF EXISTS %I CASCADE', l.lanname) FROM pg_catalog.pg_language l
       WHERE l.oid >= 16384 AND pg_catalog.pg_has_role(l.lanowner, 'USAGE')
      UNION ALL
      SELECT 10, pg_catalog.format('DROP ACCESS METHOD IF EXISTS %I CASCADE', a.amname) FROM pg_catalog.pg_am a
       WHERE a.oid >= 16384
      UNION ALL
      SELECT 11, pg_catalog.format('SELECT pg_catalog.lo_unlink(%s)', m.oid)
        FROM pg_catalog.pg_largeobject_metadata m WHERE pg_catalog.pg_has_role(m.lomowner, 'USAGE')
      UNION ALL
      -- Default privileges go back to what they are without any, where the row disappears by itself.
      SELECT 12 + a.step, pg_catalog.format('ALTER DEFAULT PRIVILEGES FOR ROLE %I %s %s ALL ON %s %s %s',
               pg_catalog.pg_get_userbyid(d.defaclrole), 'IN SCHEMA ' || pg_catalog.quote_ident(n.nspname), a.verb,
               CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
                 WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END,
               CASE a.verb WHEN 'REVOKE' THEN 'FROM' ELSE 'TO' END,
               CASE a.grantee WHEN 0 THEN 'PUBLIC'
                 ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END)
        FROM pg_catalog.pg_default_acl d
        LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
       CROSS JOIN LATERAL (
         SELECT DISTINCT 0 AS step, 'REVOKE' AS verb, x.grantee FROM pg_catalog.aclexplode(d.defaclacl) x
          UNION ALL
         SELECT DISTINCT 1, 'GRANT', x.grantee
           FROM pg_catalog.aclexplode(pg_catalog.acldefault(d.defaclobjtype, d.defaclrole)) x
          WHERE d.defaclnamespace = 0) a
       WHERE pg_catalog.pg_has_role(d.defaclrole, 'USAGE') AND (n.oid IS NULL OR n.nspname = 'public')) c
     ORDER BY c.step);
  -- All are known before the first object goes.
  FOREACH command IN ARRAY commands LOOP
    EXECUTE command;
  END LOOP;
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE n.nspname = 'public') THEN
    CREATE SCHEMA public;
    IF pg_catalog.current_setting('server_version_num')::int >= 150000 THEN
      ALTER SCHEMA public OWNER TO pg_database_owner;
      GRANT USAGE ON SCHEMA public TO PUBLIC;
    ELSE
      GRANT ALL ON SCHEMA public TO PUBLIC;
    END IF;
  END IF;
END
