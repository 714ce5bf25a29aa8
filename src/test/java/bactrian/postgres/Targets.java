package bactrian.postgres;

import bactrian.failure.Secret;
import bactrian.lab.LabServer;

/** Targets on a throw-away server. */
final class Targets {
  private Targets() {}

  static Target of(LabServer server, String database) {
    return of(server, database, LabServer.SUPERUSER, LabServer.PASSWORD);
  }

  static Target of(LabServer server, String database, String user, String password) {
    return new Target(
        server.host(), server.port(), user, new Secret(password), database, "prefer", null, null);
  }

  static JdbcSource source(LabServer server, String database) {
    return new JdbcSource(of(server, database), "test");
  }
}
