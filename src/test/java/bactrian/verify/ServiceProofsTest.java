package bactrian.verify;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.catalog.Proof;
import bactrian.failure.RunFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class ServiceProofsTest {
  private final List<String> told = new ArrayList<>();

  private final class Journal implements ProofJournal {
    @Override
    public void proven(VerifyOutcome outcome) {
      told.add("proven");
    }

    @Override
    public void unproven(Throwable thrown) {
      told.add("unproven " + thrown.getMessage());
    }

    @Override
    public void remark(String text) {
      told.add(text);
    }
  }

  @Test
  void goesAsFarAsTheSettingsSay() {
    for (Proof.Level level : Proof.Level.values()) {
      assertThat(new ServiceProofs(level, Optional::empty, new Journal()).request().level())
          .contains(level);
    }
    assertThat(told).isEmpty();
  }

  @Test
  void whereNothingCanBeRestoredItReadsTheBytesAndSaysSoOnce() {
    ServiceProofs proofs =
        new ServiceProofs(
            Proof.Level.RESTORE,
            () -> Optional.of("there are no server programs: install them"),
            new Journal());

    assertThat(proofs.request().level()).contains(Proof.Level.CHECKSUM);
    assertThat(proofs.request().level()).contains(Proof.Level.CHECKSUM);
    assertThat(told)
        .singleElement()
        .asString()
        .contains(
            "because there are no server programs: install them, or set",
            "postgresql.backup.verify_level to checksum");
  }

  @Test
  void oneProofAtATime() {
    ServiceProofs proofs = new ServiceProofs(Proof.Level.RESTORE, Optional::empty, new Journal());

    assertThat(proofs.begin()).isTrue();
    assertThat(proofs.begin()).isFalse();
    proofs.made(List.of());
    assertThat(proofs.begin()).isTrue();
    proofs.failed(failedWith(RunFailure.failed("The store is gone")));
    assertThat(proofs.begin()).isTrue();
    assertThat(told).containsExactly("unproven The store is gone");
  }

  @Test
  void whereThereIsNoBackupYetNothingIsWrong() {
    ServiceProofs proofs = new ServiceProofs(Proof.Level.RESTORE, Optional::empty, new Journal());

    proofs.failed(failedWith(RunFailure.notFound("There is no backup yet")));

    assertThat(told).isEmpty();
  }

  private static Exchange failedWith(Throwable thrown) {
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, thrown);
    return exchange;
  }
}
