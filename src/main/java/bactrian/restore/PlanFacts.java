package bactrian.restore;

import bactrian.postgres.LiveDatabase;
import bactrian.postgres.ServerDisk;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the server told for a plan, beside what stands against it.
 *
 * @param live the database that would be replaced, if there is one
 * @param liveApplication the application's version in it, if it is known
 * @param needed how many bytes the restored content takes about, if the backup tells
 * @param disk the server's disk, when it is this machine's
 * @param maintenanceMemory how many bytes of memory the server takes to make an index
 * @param missingRoles the roles that have to be made first
 * @param missingExtensions the extensions that have to be installed first
 */
public record PlanFacts(
    Optional<LiveDatabase> live,
    Optional<String> liveApplication,
    OptionalLong needed,
    Optional<ServerDisk> disk,
    long maintenanceMemory,
    List<MissingRole> missingRoles,
    List<String> missingExtensions) {
  /** Copies the lists. */
  public PlanFacts {
    missingRoles = List.copyOf(missingRoles);
    missingExtensions = List.copyOf(missingExtensions);
  }
}
