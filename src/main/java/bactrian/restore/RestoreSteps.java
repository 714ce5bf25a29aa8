package bactrian.restore;

import bactrian.archive.ArchiveHead;
import bactrian.archive.TocEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which step of a restore takes which entry of an archive's table of contents: every entry is in
 * exactly one step, or left out with a reason. In a step, entries keep the archive's order, in
 * which pg_dump has sorted them by their dependencies, except that {@link RestoreStep#LAST} has an
 * order of its own.
 *
 * @param entries the entries of each step, in the order in which they are restored
 * @param leftOut the others, in the archive's order
 */
public record RestoreSteps(Map<RestoreStep, List<TocEntry>> entries, List<LeftOut> leftOut) {
  /** Copies the lists; a step that is missing has no entries. */
  public RestoreSteps {
    Map<RestoreStep, List<TocEntry>> copy = new EnumMap<>(RestoreStep.class);
    for (RestoreStep step : RestoreStep.values()) {
      copy.put(step, List.copyOf(entries.getOrDefault(step, List.of())));
    }
    entries = Collections.unmodifiableMap(copy);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Divides the entries of an archive.
   *
   * @param bootstrapRole the role that initdb made on the server to restore into, {@code
   *     pg_get_userbyid(10)}
   */
  public static RestoreSteps of(ArchiveHead head, String bootstrapRole) {
    EntryPlaces places = EntryPlaces.of(head.entries(), bootstrapRole);
    Map<RestoreStep, List<TocEntry>> entries = new EnumMap<>(RestoreStep.class);
    List<LeftOut> leftOut = new ArrayList<>();
    for (TocEntry entry : head.entries()) {
      EntryPlaces.Place place = places.of(entry);
      if (place.leftOutOrNull() != null) {
        leftOut.add(new LeftOut(entry, place.leftOutOrNull()));
      } else {
        entries.computeIfAbsent(place.step(), step -> new ArrayList<>()).add(entry);
      }
    }
    for (List<TocEntry> step : entries.values()) {
      step.sort(Comparator.comparingInt(entry -> places.of(entry).rank()));
    }
    return new RestoreSteps(entries, leftOut);
  }

  /** The same for some of the entries only. */
  RestoreSteps only(Set<Integer> dumpIds) {
    Map<RestoreStep, List<TocEntry>> some = new EnumMap<>(RestoreStep.class);
    List<LeftOut> out = new ArrayList<>(leftOut);
    entries.forEach(
        (step, all) -> {
          some.put(step, all.stream().filter(entry -> dumpIds.contains(entry.dumpId())).toList());
          all.stream()
              .filter(entry -> !dumpIds.contains(entry.dumpId()))
              .forEach(entry -> out.add(new LeftOut(entry, LeftOut.Reason.NOT_SELECTED)));
        });
    return new RestoreSteps(some, out);
  }

  /** The entries of a step, in the order in which they are restored. */
  public List<TocEntry> entries(RestoreStep step) {
    return entries.get(step);
  }

  /** The names of the subscriptions that are left out, for the operator to make anew. */
  public List<String> subscriptions() {
    return leftOut.stream()
        .map(LeftOut::entry)
        .filter(entry -> entry.kind().equals("SUBSCRIPTION"))
        .map(TocEntry::name)
        .toList();
  }
}
