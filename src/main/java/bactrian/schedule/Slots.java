package bactrian.schedule;

import bactrian.failure.RunFailure;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/**
 * The instants at which a schedule is due: those at which Quartz fires, in whole seconds.
 *
 * <p>What Quartz makes of daylight saving: a local time that the zone leaves out in spring is left
 * out, so a daily schedule inside that hour has no slot on that day; of a local time that comes
 * twice in autumn, only the second is a slot, so a schedule of every few minutes pauses for that
 * hour. UTC, the default, has neither.
 */
public final class Slots {
  private static final Instant BEFORE_ALL = Instant.EPOCH.minusSeconds(1);

  private final CronExpression cron;
  private final ZoneId zone;

  private Slots(CronExpression cron, ZoneId zone) {
    this.cron = cron;
    this.zone = zone;
  }

  /**
   * The slots of a schedule.
   *
   * @param schedule a Quartz cron expression, of six or seven fields from the seconds on
   * @param timezone the name of a zone in the tz database, such as {@code Europe/Berlin}
   * @throws RunFailure when one of them is not what it must be; the sentence names the setting
   */
  public static Slots of(String schedule, String timezone) {
    return of("postgresql.backup.schedule", schedule, timezone);
  }

  /**
   * The slots of a schedule.
   *
   * @param setting the setting that it comes from, for a sentence
   * @param schedule as in {@link #of(String, String)}
   * @param timezone as in {@link #of(String, String)}
   * @throws RunFailure when one of them is not what it must be; the sentence names the setting
   */
  public static Slots of(String setting, String schedule, String timezone) {
    // Camel hands the name to java.util.TimeZone, which takes what it does not know for GMT.
    if (!ZoneId.getAvailableZoneIds().contains(timezone)) {
      throw RunFailure.usage(
          "The setting postgresql.backup.timezone is \"%s\", which is not a time zone: give a name of the tz database, such as UTC or Europe/Berlin."
              .formatted(timezone));
    }
    try {
      CronExpression cron = new CronExpression(schedule);
      cron.setTimeZone(TimeZone.getTimeZone(timezone));
      return new Slots(cron, ZoneId.of(timezone));
    } catch (ParseException wrong) {
      throw RunFailure.usage(
          "The setting %s is \"%s\", which is not a Quartz cron expression (%s): give six fields from the seconds on, such as \"0 0 0 * * ?\" for every day at 00:00."
              .formatted(setting, schedule, withoutStop(wrong.getMessage())));
    }
  }

  private static String withoutStop(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  /** The first slot after an instant, or nothing if there is none any more. */
  public Optional<Instant> nextAfter(Instant instant) {
    return Optional.ofNullable(next(instant.truncatedTo(ChronoUnit.SECONDS)));
  }

  /** The first slots after an instant, at most so many, oldest first. */
  public List<Instant> nextAfter(Instant instant, int count) {
    List<Instant> slots = new ArrayList<>();
    Optional<Instant> next = nextAfter(instant);
    while (next.isPresent() && slots.size() < count) {
      slots.add(next.get());
      next = nextAfter(next.get());
    }
    return slots;
  }

  /** The last slot at or before an instant, or nothing if there was none since 1970. */
  public Optional<Instant> lastDue(Instant instant) {
    Instant second = instant.truncatedTo(ChronoUnit.SECONDS);
    // Quartz only looks forward, so a distance back is doubled until a slot lies within it.
    Instant early = second;
    for (long back = 1; !isSlotBetween(early, second); back *= 2) {
      if (!early.isAfter(BEFORE_ALL)) {
        return Optional.empty();
      }
      early = latest(BEFORE_ALL, second.minusSeconds(back));
    }
    Instant late = second;
    while (early.isBefore(late.minusSeconds(1))) {
      Instant middle = early.plusSeconds(Duration.between(early, late).toSeconds() / 2);
      if (isSlotBetween(middle, second)) {
        early = middle;
      } else {
        late = middle;
      }
    }
    return Optional.of(next(early));
  }

  /** Whether a slot lies after the one instant, and at or before the other. */
  private boolean isSlotBetween(Instant after, Instant until) {
    Instant next = next(after);
    return next != null && !next.isAfter(until);
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private Instant next(Instant second) {
    Instant next = askQuartz(beforeFirstPass(second));
    while (next != null && !next.isAfter(second)) {
      next = askQuartz(next);
    }
    return next;
  }

  private Instant askQuartz(Instant after) {
    Date next = cron.getNextValidTimeAfter(Date.from(after));
    return next == null ? null : next.toInstant();
  }

  /**
   * In the first of two equal hours Quartz overlooks the slots of the second; from before both it
   * finds them, and none in the first.
   */
  private Instant beforeFirstPass(Instant second) {
    ZoneOffsetTransition transition = zone.getRules().nextTransition(second);
    if (transition == null || !transition.isOverlap()) {
      return second;
    }
    Instant firstPass = transition.getInstant().plus(transition.getDuration());
    return second.isBefore(firstPass) ? second : firstPass.minusSeconds(1);
  }
}
