package bactrian.restore;

import bactrian.archive.TocEntry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The phases of what comes after the lanes, in their order. What depends on an entry is never in an
 * earlier phase than that.
 */
public enum LatePhase {
  /** Indexes, primary keys, unique and exclusion constraints; many at once. */
  INDEXES,
  /**
   * Indexes of partitions under those of their tables, one after the other: two sessions that do
   * this for one table at once can leave its index invalid (seen on PostgreSQL 14).
   */
  ATTACHMENTS,
  /** Foreign keys, each of which reads its tables; many at once. */
  FOREIGN_KEYS,
  /** All else in the archive's order: triggers, rules, policies, statistics, what follows them. */
  REST;

  /** Whether entries of the phase are restored side by side. */
  boolean sideBySide() {
    return this == INDEXES || this == FOREIGN_KEYS;
  }

  /** Divides entries, which stand in the archive's order. */
  static Map<LatePhase, List<TocEntry>> divide(List<TocEntry> entries) {
    Map<LatePhase, List<TocEntry>> divided = new EnumMap<>(LatePhase.class);
    Map<Integer, LatePhase> phases = new HashMap<>();
    for (TocEntry entry : entries) {
      LatePhase phase = ofKind(entry.kind());
      for (int on : entry.dependencies().stream().toArray()) {
        LatePhase other = phases.getOrDefault(on, INDEXES);
        phase = other.compareTo(phase) > 0 ? other : phase;
      }
      phases.put(entry.dumpId(), phase);
      divided.computeIfAbsent(phase, list -> new ArrayList<>()).add(entry);
    }
    return divided;
  }

  private static LatePhase ofKind(String kind) {
    return switch (kind) {
      // What is said about an object goes with it: it depends on it.
      case "INDEX", "CONSTRAINT", "COMMENT", "SECURITY LABEL" -> INDEXES;
      case "INDEX ATTACH" -> ATTACHMENTS;
      case "FK CONSTRAINT" -> FOREIGN_KEYS;
      default -> REST;
    };
  }
}
