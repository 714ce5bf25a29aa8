-- What a database holds, as pairs of a key and a text that can be compared between two databases of any two names and,
-- as far as PostgreSQL itself keeps it, of two major versions. search_path is empty. Each query starts after a line
-- `-- fact KIND`. Members of extensions are left out: a dump makes them anew, as whoever restores. ACL(kind, acl, owner) stands for a sorted text of an access control list with its defaults filled in.

-- fact schema
SELECT n.nspname, concat_ws(' | ', n.nspowner::regrole, ACL('n', n.nspacl, n.nspowner))
FROM pg_namespace n WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema';

-- fact relation
SELECT c.oid::regclass::text, concat_ws(' | ', c.relkind, c.relpersistence, c.relowner::regrole,
  CASE WHEN c.relkind <> 'i' AND c.relkind <> 'I' THEN ACL((CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char", c.relacl, c.relowner) END,
  c.reloptions, 'rls', c.relrowsecurity, c.relforcerowsecurity, 'replica', c.relreplident, 'populated', c.relispopulated,
  (SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = c.oid),
  pg_get_expr(c.relpartbound, c.oid), CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END,
  CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
  (SELECT amname FROM pg_am WHERE pg_am.oid = c.relam), (SELECT spcname FROM pg_tablespace t WHERE t.oid = c.reltablespace))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.deptype = 'e'
    AND e.objid IN (c.oid, (SELECT i.indrelid FROM pg_index i WHERE i.indexrelid = c.oid)));

-- fact column
SELECT c.oid::regclass::text || '.' || quote_ident(a.attname), concat_ws(' | ',
  rank() OVER (PARTITION BY c.oid ORDER BY a.attnum), format_type(a.atttypid, a.atttypmod),
  CASE WHEN a.attnotnull THEN 'not null' END, pg_get_expr(d.adbin, d.adrelid), nullif(a.attidentity, ''), nullif(a.attgenerated, ''),
  (SELECT collname FROM pg_collation WHERE oid = a.attcollation), a.attstorage, nullif(to_jsonb(a)->>'attcompression', ''),
  'statistics', nullif(a.attstattarget, -1), a.attoptions, a.attfdwoptions,
  (SELECT string_agg(x.t, '; ' ORDER BY x.t) FROM (SELECT a.attacl::text t WHERE a.attacl IS NOT NULL) x))
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema';

-- fact constraint
SELECT coalesce(nullif(k.conrelid, 0)::regclass::text, k.contypid::regtype::text) || ' ' || quote_ident(k.conname),
  concat_ws(' | ', pg_get_constraintdef(k.oid), k.convalidated, k.condeferrable, k.condeferred, k.conislocal)
FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
WHERE k.contype <> 'n' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema';

-- fact index
SELECT i.indexrelid::regclass::text, concat_ws(' | ', pg_get_indexdef(i.indexrelid), 'valid', i.indisvalid,
  'clustered', i.indisclustered, 'replica', i.indisreplident)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema';

-- fact trigger
SELECT t.tgrelid::regclass::text || ' ' || quote_ident(t.tgname), pg_get_triggerdef(t.oid) || ' | ' || t.tgenabled::text
FROM pg_trigger t WHERE NOT t.tgisinternal;

-- fact event trigger
SELECT e.evtname, concat_ws(' | ', e.evtevent, e.evtowner::regrole, e.evtfoid::regprocedure, e.evtenabled, e.evttags) FROM pg_event_trigger e;

-- fact rule
SELECT r.ev_class::regclass::text || ' ' || quote_ident(r.rulename), pg_get_ruledef(r.oid) || ' | ' || r.ev_enabled::text
FROM pg_rewrite r WHERE r.rulename <> '_RETURN' AND r.oid >= 16384;

-- fact policy
SELECT p.polrelid::regclass::text || ' ' || quote_ident(p.polname), concat_ws(' | ', p.polcmd, p.polpermissive,
  (SELECT string_agg(r::regrole::text, ', ' ORDER BY r::regrole::text) FROM unnest(p.polroles) r),
  pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
FROM pg_policy p;

-- fact function
SELECT f.oid::regprocedure::text, concat_ws(' | ', f.proowner::regrole, ACL('f', f.proacl, f.proowner),
  CASE WHEN f.prokind <> 'a' THEN pg_get_functiondef(f.oid) ELSE 'aggregate' END)
FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = f.oid AND d.deptype = 'e');

-- fact type
SELECT t.oid::regtype::text, concat_ws(' | ', t.typtype, t.typowner::regrole, ACL('T', t.typacl, t.typowner),
  (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid),
  CASE WHEN t.typtype = 'd' THEN concat_ws(' ', format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault) END,
  (SELECT r.rngsubtype::regtype::text FROM pg_range r WHERE r.rngtypid = t.oid))
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND t.typelem = 0
  -- Row types go with their tables; who owns a multirange is not kept by a dump.
  AND (t.typrelid = 0 OR (SELECT relkind = 'c' FROM pg_class WHERE pg_class.oid = t.typrelid)) AND t.typtype <> 'm'
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid AND e.deptype = 'e');

-- fact operator, collation, text search, publication and whatever else has an identity
SELECT i.type || ' ' || i.identity, coalesce((SELECT rolname FROM pg_roles WHERE oid = o.owner), '-')
FROM (SELECT 'pg_operator'::regclass c, oid, oprowner AS owner FROM pg_operator
  UNION ALL SELECT 'pg_collation'::regclass, oid, collowner FROM pg_collation
  UNION ALL SELECT 'pg_ts_config'::regclass, oid, cfgowner FROM pg_ts_config
  UNION ALL SELECT 'pg_publication'::regclass, oid, pubowner FROM pg_publication
  UNION ALL SELECT 'pg_publication_rel'::regclass, oid, NULL FROM pg_publication_rel
  UNION ALL SELECT 'pg_foreign_server'::regclass, oid, srvowner FROM pg_foreign_server
  UNION ALL SELECT 'pg_cast'::regclass, oid, NULL FROM pg_cast
  UNION ALL SELECT 'pg_language'::regclass, oid, lanowner FROM pg_language) o,
  pg_identify_object(o.c, o.oid, 0) i
WHERE o.oid >= 16384
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = o.c AND e.objid = o.oid AND e.deptype = 'e');

-- fact publication
SELECT p.pubname, concat_ws(' ', p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot) FROM pg_publication p;

-- fact foreign server
SELECT s.srvname, concat_ws(' | ', (SELECT string_agg(x, ', ' ORDER BY x) FROM unnest(s.srvoptions) x), ACL('S', s.srvacl, s.srvowner),
  (SELECT string_agg(m.usename || ' ' || x, ', ' ORDER BY m.usename, x) FROM pg_user_mappings m, unnest(m.umoptions) x WHERE m.srvid = s.oid),
  (SELECT string_agg(t.ftrelid::regclass::text || t.ftoptions::text, ', ' ORDER BY t.ftrelid::regclass::text) FROM pg_foreign_table t WHERE t.ftserver = s.oid))
FROM pg_foreign_server s;

-- fact statistics object
SELECT s.stxnamespace::regnamespace::text || '.' || quote_ident(s.stxname), s.stxowner::regrole::text || ' | ' || pg_get_statisticsobjdef(s.oid) FROM pg_statistic_ext s;

-- fact sequence
SELECT s.seqrelid::regclass::text, concat_ws(' ', s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle,
  'owned by', (SELECT pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid) FROM pg_depend d
    WHERE d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0))
FROM pg_sequence s;

-- fact extension
SELECT e.extname, concat_ws(' | ', e.extversion, e.extnamespace::regnamespace) FROM pg_extension e WHERE e.extname <> 'plpgsql';

-- fact default privileges
SELECT concat_ws(' ', d.defaclrole::regrole, nullif(d.defaclnamespace, 0)::regnamespace, d.defaclobjtype),
  (SELECT string_agg(x::text, '; ' ORDER BY x::text) FROM unnest(d.defaclacl) x)
FROM pg_default_acl d;

-- fact large object
SELECT m.oid::text, concat_ws(' | ', m.lomowner::regrole, ACL('L', m.lomacl, m.lomowner), length(lo_get(m.oid)), encode(sha256(lo_get(m.oid)), 'hex'))
FROM pg_largeobject_metadata m;

-- fact comment
SELECT i.type || ' ' || i.identity, d.description
FROM pg_description d, pg_identify_object(d.classoid, d.objoid, d.objsubid) i
WHERE (d.objoid >= 16384 OR d.classoid IN ('pg_namespace'::regclass, 'pg_largeobject'::regclass))
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = d.classoid AND e.objid = d.objoid AND e.deptype = 'e')
  AND i.identity !~ '^pg_' AND i.identity <> 'information_schema';

-- fact database
SELECT 'itself', concat_ws(' | ', d.datdba::regrole, pg_encoding_to_char(d.encoding), d.datcollate, d.datctype, d.datconnlimit,
  d.datallowconn, d.datistemplate, (SELECT spcname FROM pg_tablespace t WHERE t.oid = d.dattablespace),
  ACL('d', d.datacl, d.datdba), shobj_description(d.oid, 'pg_database'))
FROM pg_database d WHERE d.datname = current_database();

-- fact database setting
SELECT concat_ws(' ', 'of', CASE WHEN s.setrole = 0 THEN 'all' ELSE s.setrole::regrole::text END),
  (SELECT string_agg(x, '; ' ORDER BY x) FROM unnest(s.setconfig) x)
FROM pg_db_role_setting s WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database());
