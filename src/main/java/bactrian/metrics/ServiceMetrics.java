package bactrian.metrics;

import bactrian.backup.ServiceSchedule;
import bactrian.catalog.Manifest;
import bactrian.metrics.ServiceTally.Counted;
import bactrian.metrics.ServiceTally.Ending;
import bactrian.verify.CopyVerdict.Verdict;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The service's metrics, as they are at the moment of being asked. Names and units follow
 * Prometheus's conventions: seconds and bytes, {@code _total} for what only grows.
 */
public final class ServiceMetrics implements MultiCollector {
  private final String version;
  private final ServiceTally tally;
  private final ServiceSchedule schedule;
  private final List<String> stores;

  /**
   * @param version Bactrian's version
   * @param tally what was counted
   * @param schedule knows the newest backup and the next slot
   * @param stores the stores of the settings
   */
  public ServiceMetrics(
      String version, ServiceTally tally, ServiceSchedule schedule, List<String> stores) {
    this.version = version;
    this.tally = tally;
    this.schedule = schedule;
    this.stores = List.copyOf(stores);
  }

  @Override
  public MetricSnapshots collect() {
    Counted counted = tally.counted();
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(about());
    addSchedule(all);
    addCounters(all, counted);
    counted.lastBackup().ifPresent(manifest -> addBackup(all, manifest));
    counted.lastProof().ifPresent(finished -> addProof(all, counted.failed(), finished));
    return new MetricSnapshots(all);
  }

  private MetricSnapshot about() {
    return InfoSnapshot.builder()
        .name("bactrian")
        .help("The program.")
        .dataPoint(InfoDataPointSnapshot.builder().labels(Labels.of("version", version)).build())
        .build();
  }

  private void addSchedule(List<MetricSnapshot> all) {
    all.add(
        gauge(
            "bactrian_backup_overdue",
            "1 while the last slot but one, and all since, have no backup.",
            schedule.overdue().isPresent() ? 1 : 0));
    schedule
        .newest()
        .ifPresent(
            taken ->
                all.add(
                    gauge(
                        "bactrian_newest_backup_timestamp_seconds",
                        "When the newest backup was taken that the service knows of, whoever took it.",
                        seconds(taken))));
    schedule
        .next()
        .ifPresent(
            slot ->
                all.add(
                    gauge(
                        "bactrian_next_backup_timestamp_seconds",
                        "When the next backup is due.",
                        seconds(slot))));
  }

  private void addCounters(List<MetricSnapshot> all, Counted counted) {
    CounterSnapshot.Builder runs =
        CounterSnapshot.builder()
            .name("bactrian_backups")
            .help(
                "Slots by what became of them: made, partial (not every store took it), found (somebody else had made it), failed.");
    for (Ending ending : Ending.values()) {
      runs.dataPoint(count("result", word(ending), counted.runs().getOrDefault(ending, 0L)));
    }
    CounterSnapshot.Builder failures =
        CounterSnapshot.builder()
            .name("bactrian_store_failures")
            .help("Backups that a store did not take.");
    for (String store : stores) {
      failures.dataPoint(count("store", store, counted.storeFailures().getOrDefault(store, 0L)));
    }
    CounterSnapshot.Builder copies =
        CounterSnapshot.builder()
            .name("bactrian_proofs")
            .help("Copies of backups by what their proof found: passed, failed, not_proven.");
    for (Verdict verdict : Verdict.values()) {
      copies.dataPoint(count("result", word(verdict), counted.copies().getOrDefault(verdict, 0L)));
    }
    all.add(runs.build());
    all.add(failures.build());
    all.add(copies.build());
  }

  private static void addBackup(List<MetricSnapshot> all, Manifest manifest) {
    all.add(
        gauge(
            "bactrian_last_backup_duration_seconds",
            "How long the last backup took that this worker made.",
            Duration.between(manifest.started(), manifest.finished()).toMillis() / 1000.0));
    all.add(
        GaugeSnapshot.builder()
            .name("bactrian_last_backup_size_bytes")
            .help(
                "The size of the last backup that this worker made: raw as dumped, stored as kept.")
            .dataPoint(value(Labels.of("kind", "raw"), (double) manifest.rawSize()))
            .dataPoint(value(Labels.of("kind", "stored"), (double) manifest.storedSize()))
            .build());
    all.add(
        gauge(
            "bactrian_last_backup_rows",
            "The rows in the last backup that this worker made.",
            (double) manifest.totals().rows()));
  }

  private static void addProof(
      List<MetricSnapshot> all, Map<String, Boolean> failed, Instant finished) {
    all.add(
        gauge(
            "bactrian_last_proof_timestamp_seconds",
            "When this worker finished its last proof.",
            seconds(finished)));
    GaugeSnapshot.Builder stores =
        GaugeSnapshot.builder()
            .name("bactrian_last_proof_failed")
            .help("1 when this worker's last proof found that the store's copy is no good.");
    failed.forEach((store, bad) -> stores.dataPoint(value(Labels.of("store", store), bad ? 1 : 0)));
    all.add(stores.build());
  }

  private static CounterDataPointSnapshot count(String label, String of, long number) {
    return CounterDataPointSnapshot.builder()
        .labels(Labels.of(label, of))
        .value((double) number)
        .build();
  }

  private static GaugeSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(value(Labels.EMPTY, value))
        .build();
  }

  private static GaugeDataPointSnapshot value(Labels labels, double value) {
    return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
  }

  private static double seconds(Instant instant) {
    return instant.toEpochMilli() / 1000.0;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
