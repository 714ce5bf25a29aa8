package bactrian.backup;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** The health check {@code backup-overdue}: down when slots go by without a backup. */
public final class BackupOverdue extends AbstractHealthCheck {
  private final ServiceSchedule schedule;

  /** Checks the service of this schedule. */
  public BackupOverdue(ServiceSchedule schedule) {
    super("bactrian", "backup-overdue");
    this.schedule = schedule;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    Optional<Instant> overdue = schedule.overdue();
    builder.detail("newest", schedule.newest().map(Instant::toString).orElse("none"));
    if (overdue.isPresent()) {
      builder.message("The backup of " + overdue.get() + " is missing, and all since").down();
    } else {
      builder.up();
    }
  }
}
