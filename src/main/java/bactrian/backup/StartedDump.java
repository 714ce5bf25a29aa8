package bactrian.backup;

import bactrian.postgres.ExportedSnapshot;
import java.util.Optional;

/**
 * A dump that was started.
 *
 * @param snapshot what pg_dump reads; open until its first byte
 * @param applicationVersion the application's version in that snapshot
 * @param pump the dump on its way into the stores, once pg_dump runs
 */
record StartedDump(
    ExportedSnapshot snapshot, Optional<String> applicationVersion, Optional<DumpPump> pump) {}
