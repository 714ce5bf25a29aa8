-- Moves everything of the schema in the setting bactrian.old_schema into the one in bactrian.new_schema, except what belongs to an extension.
-- Indexes, triggers, owned sequences and row types go with their tables.
DO $move$
DECLARE
  origin oid := (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = pg_catalog.current_setting('bactrian.old_schema'));
  aim text := pg_catalog.current_setting('bactrian.new_schema');
  item record;
BEGIN
  FOR item IN
    SELECT 'TABLE' AS kind, c.oid::regclass::text AS name
    FROM pg_catalog.pg_class c
    WHERE c.relnamespace = origin AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid
                        AND (d.deptype = 'e'
                             OR c.relkind = 'S' AND d.deptype IN ('a', 'i') AND d.refclassid = 'pg_catalog.pg_class'::regclass))
    UNION ALL
    SELECT 'TYPE', t.oid::regtype::text
    FROM pg_catalog.pg_type t
    WHERE t.typnamespace = origin
      AND (t.typtype IN ('e', 'd', 'r')
           OR EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'ROUTINE', p.oid::regprocedure::text
    FROM pg_catalog.pg_proc p
    WHERE p.pronamespace = origin
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
    UNION ALL
    SELECT 'STATISTICS', pg_catalog.format('%I.%I', pg_catalog.current_setting('bactrian.old_schema'), s.stxname)
    FROM pg_catalog.pg_statistic_ext s
    WHERE s.stxnamespace = origin
  LOOP
    EXECUTE pg_catalog.format('ALTER %s %s SET SCHEMA %I', item.kind, item.name, aim);
  END LOOP;
END
$move$
