package bactrian.restore;

import bactrian.catalog.Index;
import bactrian.failure.RunFailure;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;

/** Tells what a backup holds, by what {@link RestoreSources} has read of it. */
public final class Showing {
  /**
   * What is to be found: as for a restore, of which the plan alone is wanted.
   *
   * @param body a {@link ShowRequest}, or the backup's name as a text
   * @throws RunFailure with exit status 2 for anything else
   */
  public RestoreRequest request(@Body Object body) {
    if (body instanceof ShowRequest request) {
      return RestoreRequest.planOf(request.name(), request.stores());
    }
    if (body instanceof String name) {
      return RestoreRequest.planOf(name, List.of());
    }
    throw RunFailure.usage("Name the backup to show: ak listbackups shows what there is");
  }

  /** What it holds. */
  public BackupContent content(@Body RestoreSource source) {
    Optional<Index> index =
        source instanceof RestoreSource.Backup backup
            ? Optional.of(backup.index())
            : Optional.empty();
    return new BackupContent(source, source.archive().map(head -> ArchiveContent.of(head, index)));
  }
}
