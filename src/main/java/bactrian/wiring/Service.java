package bactrian.wiring;

import bactrian.backup.BackupOverdue;
import bactrian.backup.ServiceJournal;
import bactrian.backup.ServiceSchedule;
import bactrian.schedule.Slots;
import bactrian.verify.ServiceProofs;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** The beans that only the service has, so that no other command loads their classes. */
public final class Service {
  /** A slot counts as missed this long after its time, so that a long backup is not reported. */
  private static final Duration GRACE = Duration.ofHours(1);

  private final ServiceSchedule schedule;
  private final ServiceProofs proofs;

  /**
   * @param journal is told what the service does
   * @param proofs decides what the service proves
   */
  public Service(Slots slots, ServiceJournal journal, ServiceProofs proofs, Clock clock) {
    this.proofs = proofs;
    this.schedule = new ServiceSchedule(slots, Beans.ALIAS, GRACE, journal, clock);
  }

  /** What decides at a slot. */
  public ServiceSchedule schedule() {
    return schedule;
  }

  Map<String, Object> named() {
    return Map.of(
        "serviceSchedule",
        schedule,
        "serviceProofs",
        proofs,
        "backup-overdue",
        new BackupOverdue(schedule));
  }
}
