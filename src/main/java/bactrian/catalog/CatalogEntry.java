package bactrian.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A name of ours in a store, and what the store holds under it. */
public sealed interface CatalogEntry {
  /** The name. */
  BackupName name();

  /**
   * Every file under the name, the manifest first: whoever deletes in this order never leaves a
   * manifest without its files.
   */
  List<StoredName> files();

  /** Whether a hold keeps it from retention. */
  default boolean held() {
    return files().stream().anyMatch(file -> file.kind() == StoredName.Kind.HOLD);
  }

  /** When proofs of it were made, oldest first. */
  default List<Instant> proofs() {
    return files().stream().flatMap(file -> file.proven().stream()).sorted().toList();
  }

  /**
   * A backup: its manifest is there, and every file that it names, with the size it says.
   *
   * @param proof the newest proof, if there is one
   */
  record Complete(Manifest manifest, List<StoredName> files, Optional<ProofReading> proof)
      implements CatalogEntry {
    /** Copies the list. */
    public Complete {
      files = List.copyOf(files);
    }

    /** Whether the newest proof says that it is no good. */
    public boolean failed() {
      return proof.filter(ProofReading::failed).isPresent();
    }

    @Override
    public BackupName name() {
      return manifest.name();
    }
  }

  /**
   * A manifest that cannot be read, or whose files are missing or of another size: listed, but
   * never restored nor counted as a backup, and never deleted, since nothing tells what it was.
   *
   * @param reason one sentence for the operator
   */
  record Broken(BackupName name, List<StoredName> files, String reason) implements CatalogEntry {
    /** Copies the list. */
    public Broken {
      files = List.copyOf(files);
    }
  }

  /** Files without a manifest: a run that is still writing, or was killed. Never offered. */
  record Incomplete(BackupName name, List<StoredName> files) implements CatalogEntry {
    /** Copies the list. */
    public Incomplete {
      files = List.copyOf(files);
    }
  }
}
