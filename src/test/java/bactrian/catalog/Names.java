package bactrian.catalog;

import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/** Any backup and any file of one. */
class Names extends DomainContextBase {
  private static final long LAST_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  @Provide
  Arbitrary<BackupName> backupNames() {
    Arbitrary<String> aliases =
        Combinators.combine(
                Arbitraries.strings().withCharRange('a', 'z').numeric().ofLength(1),
                Arbitraries.strings().withCharRange('a', 'z').numeric().withChars('_'))
            .as(String::concat);
    return Combinators.combine(aliases, instants()).as(BackupName::new);
  }

  @Provide
  Arbitrary<StoredName> storedNames() {
    Arbitrary<StoredName> files =
        Combinators.combine(
                backupNames(),
                Arbitraries.of(StoredName.Kind.values()),
                Arbitraries.of(true, false))
            .flatAs(
                (backup, kind, seal) ->
                    instants()
                        .map(
                            instant ->
                                new StoredName(
                                    backup,
                                    kind,
                                    seal && kind.isSealable(),
                                    kind == StoredName.Kind.PROOF
                                        ? java.util.Optional.of(instant)
                                        : java.util.Optional.empty())));
    return files;
  }

  private static Arbitrary<Instant> instants() {
    return Arbitraries.longs().between(0, LAST_SECOND).map(Instant::ofEpochSecond);
  }
}
