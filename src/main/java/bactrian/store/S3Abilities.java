package bactrian.store;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known by now of what an S3 server can do, and of what its keys may. */
public final class S3Abilities {
  private static final Logger LOG = LoggerFactory.getLogger(S3Abilities.class);

  private final AtomicBoolean createOnly = new AtomicBoolean();
  private final Set<String> missing = ConcurrentHashMap.newKeySet();

  /** Whether the server refuses to replace an object when it is asked not to. */
  boolean createOnly() {
    return createOnly.get();
  }

  void createOnly(boolean known) {
    createOnly.set(known);
  }

  /**
   * Warns of a permission that the keys lack, once.
   *
   * @param permission what AWS calls it
   * @param consequence what happens without it, and what to do
   */
  void lacks(String permission, String consequence) {
    if (missing.add(permission)) {
      LOG.warn("The keys of the store s3 lack the permission {}: {}", permission, consequence);
    }
  }
}
