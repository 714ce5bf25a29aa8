package bactrian.store;

import bactrian.failure.RunFailure;
import bactrian.failure.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * How to reach the S3 server.
 *
 * @param host its address; nothing for AWS
 * @param keys nothing for those of the environment, the profile or the machine's role
 * @param region the bucket's
 * @param pathStyle whether the bucket is named in the path
 * @param insecureSkipVerify whether the server's certificate goes unchecked
 * @param caFile the certificates to trust
 * @param checksums whether the SDK sends its own checksums, which many servers refuse
 * @param stallTimeout longest time that a call may stand still
 */
public record S3Connection(
    Optional<URI> host,
    Optional<Keys> keys,
    String region,
    boolean pathStyle,
    boolean insecureSkipVerify,
    Optional<Path> caFile,
    boolean checksums,
    Duration stallTimeout) {
  /** A pair of keys. */
  public record Keys(Secret access, Secret secret) {}

  /**
   * With the part pump's buffers in flight, the manifests of a list, and the lanes of a restore.
   */
  private static final int CONNECTIONS = 64;

  private static final int TRIES = 8;
  private static final Duration CONNECT = Duration.ofSeconds(15);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

  /**
   * A client; nothing is asked of the server yet.
   *
   * @throws RunFailure with exit status 2 when the file of certificates cannot be used
   */
  public S3Client open() {
    Duration quiet = S3Target.quiet(stallTimeout);
    return S3Client.builder()
        .httpClient(http(quiet))
        .region(Region.of(region))
        .credentialsProvider(credentials())
        .forcePathStyle(pathStyle)
        // Servers that do not know AWS's trailing checksums tend to stumble over its chunks as
        // well.
        .serviceConfiguration(all -> all.chunkedEncodingEnabled(checksums))
        .requestChecksumCalculation(
            checksums
                ? RequestChecksumCalculation.WHEN_SUPPORTED
                : RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(
            checksums
                ? ResponseChecksumValidation.WHEN_SUPPORTED
                : ResponseChecksumValidation.WHEN_REQUIRED)
        .overrideConfiguration(
            all ->
                all.retryStrategy(retries())
                    .apiCallTimeout(stallTimeout)
                    .apiCallAttemptTimeout(quiet))
        .applyMutation(builder -> host.ifPresent(builder::endpointOverride))
        .build();
  }

  /**
   * A storm of 503 is waited out for about half a minute. Eight tries that each stand still, with
   * the pauses in between, take no longer than the stall timeout.
   */
  private StandardRetryStrategy retries() {
    BackoffStrategy pauses =
        BackoffStrategy.exponentialDelayHalfJitter(
            FIRST_PAUSE, shorter(LONGEST_PAUSE, stallTimeout.dividedBy(30)));
    return AwsRetryStrategy.standardRetryStrategy().toBuilder()
        .maxAttempts(TRIES)
        .backoffStrategy(pauses)
        .throttlingBackoffStrategy(pauses)
        .circuitBreakerEnabled(false)
        .build();
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private AwsCredentialsProvider credentials() {
    return keys.<AwsCredentialsProvider>map(
            pair ->
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(pair.access().reveal(), pair.secret().reveal())))
        .orElseGet(() -> DefaultCredentialsProvider.builder().build());
  }

  private SdkHttpClient http(Duration quiet) {
    Apache5HttpClient.Builder builder =
        Apache5HttpClient.builder()
            .maxConnections(CONNECTIONS)
            .connectionTimeout(shorter(CONNECT, quiet))
            .socketTimeout(quiet)
            .tcpKeepAlive(true);
    caFile.ifPresent(
        file -> {
          TrustManager[] trusted = trusted(file);
          builder.tlsTrustManagersProvider(() -> trusted);
        });
    return new StallGuard(
        builder.buildWithDefaults(
            AttributeMap.builder()
                .put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, insecureSkipVerify)
                .build()),
        quiet);
  }

  private static TrustManager[] trusted(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority" + number++, each);
      }
      if (number == 0) {
        throw unusable(file, "it holds no certificate", null);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (IOException e) {
      throw unusable(file, DiskFailure.reason(e), e);
    } catch (GeneralSecurityException e) {
      throw unusable(file, "it holds no certificates in PEM form", e);
    }
  }

  private static RunFailure unusable(Path file, String reason, Exception cause) {
    return RunFailure.usage(
        "The file of postgresql.s3_backup.ca_file, "
            + file
            + ", cannot be used: "
            + reason
            + "; name a file with the certificates of the authority that signed the server's",
        cause);
  }
}
