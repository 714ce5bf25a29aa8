package bactrian.restore;

import bactrian.archive.Section;
import bactrian.archive.TocEntry;
import bactrian.restore.LeftOut.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where each entry of a table of contents goes. */
final class EntryPlaces {
  /**
   * A step, or a reason to leave the entry out.
   *
   * @param step the step, null when left out
   * @param leftOutOrNull why it is left out, or null
   * @param rank the entry's group inside of its step
   */
  record Place(RestoreStep step, Reason leftOutOrNull, int rank) {
    private static Place in(RestoreStep step) {
      return new Place(step, null, 0);
    }

    private static Place last(int rank) {
      return new Place(RestoreStep.LAST, null, rank);
    }

    private static Place out(Reason reason) {
      return new Place(null, reason, 0);
    }
  }

  /** What goes with the object that it is about (commentary without a section of its own). */
  private static final Set<String> ABOUT_OTHERS = Set.of("COMMENT", "SECURITY LABEL");

  private static final Place PRE_DATA = Place.in(RestoreStep.PRE_DATA);
  private static final Place DATA = Place.in(RestoreStep.DATA);
  private static final Place POST_DATA = Place.in(RestoreStep.POST_DATA);
  private static final Place ACL = Place.in(RestoreStep.ACL);
  private static final Place REFRESH = Place.last(0);
  private static final Place PUBLICATION = Place.last(1);
  private static final Place EVENT_TRIGGER = Place.last(2);
  private static final Place SESSION = Place.out(Reason.SESSION);
  private static final Place DATABASE = Place.out(Reason.DATABASE);
  private static final Place SUBSCRIPTION = Place.out(Reason.SUBSCRIPTION);
  private static final Place STATISTICS = Place.out(Reason.STATISTICS);

  private static final Place PUBLIC_SCHEMA = Place.out(Reason.PUBLIC_SCHEMA);

  private final Map<Integer, Place> places = new HashMap<>();
  private final String bootstrapRole;

  private EntryPlaces(String bootstrapRole) {
    this.bootstrapRole = bootstrapRole;
  }

  static EntryPlaces of(List<TocEntry> entries, String bootstrapRole) {
    EntryPlaces places = new EntryPlaces(bootstrapRole);
    for (TocEntry entry : entries) {
      if (!isAboutAnother(entry)) {
        places.places.put(entry.dumpId(), places.ofObject(entry));
      }
    }
    Place before = PRE_DATA;
    for (TocEntry entry : entries) {
      if (isAboutAnother(entry)) {
        places.places.put(entry.dumpId(), places.ofTextAbout(entry, before));
      } else if (entry.section() != Section.NONE) {
        before = places.of(entry);
      }
    }
    return places;
  }

  Place of(TocEntry entry) {
    return places.get(entry.dumpId());
  }

  private static boolean isAboutAnother(TocEntry entry) {
    return ABOUT_OTHERS.contains(entry.kind()) || isAcl(entry);
  }

  private static boolean isAcl(TocEntry entry) {
    return entry.kind().equals("ACL") || entry.kind().equals("ACL LANGUAGE");
  }

  private Place ofObject(TocEntry entry) {
    if (isInitialPublicSchema(entry)) {
      return PUBLIC_SCHEMA;
    }
    return switch (entry.kind()) {
      case "ENCODING", "STDSTRINGS", "SEARCHPATH" -> SESSION;
      case "DATABASE", "DATABASE PROPERTIES" -> DATABASE;
      case "SUBSCRIPTION", "SUBSCRIPTION TABLE" -> SUBSCRIPTION;
      case "STATISTICS DATA" -> STATISTICS;
      case "DEFAULT ACL" -> ACL;
      case "MATERIALIZED VIEW DATA" -> REFRESH;
      case "PUBLICATION", "PUBLICATION TABLE", "PUBLICATION TABLES IN SCHEMA" -> PUBLICATION;
      case "EVENT TRIGGER" -> EVENT_TRIGGER;
      default ->
          switch (entry.section()) {
            case NONE, PRE_DATA -> PRE_DATA;
            case DATA -> DATA;
            case POST_DATA -> POST_DATA;
          };
    };
  }

  /** pg_dump never makes this schema: its entry only says whose it is. */
  private boolean isInitialPublicSchema(TocEntry entry) {
    return entry.kind().equals("SCHEMA")
        && entry.name().equals("public")
        && entry.owner().equals(bootstrapRole);
  }

  /**
   * With its object, the first of its dependencies. Of an object that is not in the archive, with
   * the entry before it, as pg_restore does ({@code RestoreArchive}: "inherit the section").
   */
  private Place ofTextAbout(TocEntry entry, Place before) {
    Place object =
        entry.dependencies().stream()
            .mapToObj(places::get)
            .filter(place -> place != null)
            .findFirst()
            .orElse(entry.name().startsWith("DATABASE ") ? DATABASE : before);
    if (object.equals(PUBLIC_SCHEMA)) {
      object = PRE_DATA;
    }
    return isAcl(entry) && object.leftOutOrNull() == null ? ACL : object;
  }
}
