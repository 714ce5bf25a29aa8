package bactrian.retention;

import bactrian.catalog.BackupName;
import bactrian.catalog.Catalog;
import bactrian.catalog.CatalogEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Decides which backups stay. The rules per period count as restic's do. */
public final class Retention {
  private Retention() {}

  /**
   * The decision on every complete backup of an alias, newest first. Nothing else is in the plan,
   * so nothing else is ever removed by it: not other aliases, nor what is broken, incomplete,
   * legacy or foreign.
   *
   * <p>The rules count only backups whose newest proof has not failed, so that a bad one keeps no
   * good one out. A failed one goes when the rules would remove it even if all counted.
   *
   * <p>The newest backup always stays, and so does the newest that has not failed. One from the
   * future, left by a clock that was wrong, stays and fills no rule's count: else it would push out
   * the real ones until its time comes.
   *
   * @param now when the plan is made
   */
  public static List<Decision> plan(Policy policy, String alias, Catalog catalog, Instant now) {
    List<CatalogEntry.Complete> backups =
        catalog.complete().stream()
            .filter(backup -> backup.name().alias().equals(alias))
            .sorted(Comparator.comparing(CatalogEntry.Complete::name).reversed())
            .toList();
    List<CatalogEntry.Complete> good = backups.stream().filter(each -> !each.failed()).toList();
    Map<BackupName, String> reasons = reasons(policy, good, now);
    Map<BackupName, String> ifAllCounted = reasons(policy, backups, now);
    return backups.stream()
        .map(backup -> decision(backup, backup.failed() ? ifAllCounted : reasons))
        .toList();
  }

  private static Decision decision(CatalogEntry.Complete backup, Map<BackupName, String> reasons) {
    String reason = reasons.get(backup.name());
    if (reason == null) {
      return new Decision(backup.name(), false, "removed: no rule keeps it");
    }
    String remark = backup.failed() ? ", though its proof failed" : "";
    return new Decision(backup.name(), true, "kept: " + reason + remark);
  }

  /** Why each backup stays that does, by the first of the rules that keeps it. */
  private static Map<BackupName, String> reasons(
      Policy policy, List<CatalogEntry.Complete> backups, Instant now) {
    Map<BackupName, String> reasons = new HashMap<>();
    List<BackupName> past =
        backups.stream()
            .map(CatalogEntry.Complete::name)
            .filter(name -> !name.taken().isAfter(now))
            .toList();
    past.stream().limit(1).forEach(name -> reasons.put(name, "newest complete backup"));
    for (CatalogEntry.Complete backup : backups) {
      if (backup.held()) {
        reasons.putIfAbsent(backup.name(), "held");
      }
      if (backup.name().taken().isAfter(now)) {
        reasons.putIfAbsent(backup.name(), "dated in the future");
      }
    }
    past.stream()
        .limit(policy.keepLast())
        .forEach(name -> reasons.putIfAbsent(name, "one of the last " + policy.keepLast()));
    policy
        .keepWithin()
        .ifPresent(
            age ->
                past.stream()
                    .filter(name -> Duration.between(name.taken(), now).compareTo(age) < 0)
                    .forEach(name -> reasons.putIfAbsent(name, "younger than " + text(age))));
    keepPeriods(reasons, past, policy.keepDaily(), Retention::day);
    keepPeriods(reasons, past, policy.keepWeekly(), Retention::week);
    keepPeriods(reasons, past, policy.keepMonthly(), Retention::month);
    keepPeriods(reasons, past, policy.keepYearly(), Retention::year);
    return reasons;
  }

  /** Keeps the newest of each of the last so many periods that have backups. */
  private static void keepPeriods(
      Map<BackupName, String> reasons,
      List<BackupName> newestFirst,
      int count,
      Function<OffsetDateTime, String> period) {
    Set<String> seen = new HashSet<>();
    for (BackupName name : newestFirst) {
      String of = period.apply(name.taken().atOffset(ZoneOffset.UTC));
      if (seen.size() < count && seen.add(of)) {
        reasons.putIfAbsent(name, of);
      }
    }
  }

  private static String day(OffsetDateTime taken) {
    return "daily " + taken.toLocalDate();
  }

  private static String week(OffsetDateTime taken) {
    // The year of an ISO week is not always the day's year.
    return "weekly %d-W%02d"
        .formatted(
            taken.get(IsoFields.WEEK_BASED_YEAR), taken.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
  }

  private static String month(OffsetDateTime taken) {
    return "monthly " + DateTimeFormatter.ofPattern("uuuu-MM", Locale.ROOT).format(taken);
  }

  private static String year(OffsetDateTime taken) {
    return "yearly " + taken.getYear();
  }

  /** An age in its largest whole unit. */
  private static String text(Duration age) {
    if (age.equals(Duration.ofDays(age.toDays()))) {
      return count(age.toDays(), "day");
    }
    if (age.equals(Duration.ofHours(age.toHours()))) {
      return count(age.toHours(), "hour");
    }
    if (age.equals(Duration.ofMinutes(age.toMinutes()))) {
      return count(age.toMinutes(), "minute");
    }
    return count(age.toSeconds(), "second");
  }

  private static String count(long number, String unit) {
    return number + " " + unit + (number == 1 ? "" : "s");
  }
}
