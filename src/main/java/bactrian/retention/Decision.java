package bactrian.retention;

import bactrian.catalog.BackupName;

/**
 * What retention says of one backup.
 *
 * @param name the backup
 * @param keep whether it stays
 * @param reason for the operator, such as {@code kept: daily 2026-11-23}
 */
public record Decision(BackupName name, boolean keep, String reason) {}
