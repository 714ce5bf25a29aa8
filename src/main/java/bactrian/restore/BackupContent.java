package bactrian.restore;

import java.util.Optional;

/**
 * What a backup holds.
 *
 * @param source the backup, or the legacy file
 * @param archive what the archive's head tells; nothing for a plain script, of which nothing is
 *     known before all of it was read
 */
public record BackupContent(RestoreSource source, Optional<ArchiveContent> archive) {}
