package bactrian.store;

import bactrian.failure.ExitCode;
import bactrian.failure.StreamFailure;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says in one sentence what an S3 server did not do, and what to do about it. */
final class S3Failure {
  private final S3Target target;

  S3Failure(S3Target target) {
    this.target = target;
  }

  /** What the SDK threw, since Camel's endpoints wrap it in their own. */
  static Optional<SdkException> in(Throwable thrown) {
    return chain(thrown)
        .filter(SdkException.class::isInstance)
        .map(SdkException.class::cast)
        .findFirst();
  }

  /** The status of the server's answer, or 0 when there was none. */
  static int status(Throwable thrown) {
    return in(thrown)
        .filter(AwsServiceException.class::isInstance)
        .map(answer -> ((AwsServiceException) answer).statusCode())
        .orElse(0);
  }

  /** The server's word for what is wrong, such as {@code NoSuchBucket}; empty when it has none. */
  static String code(Throwable thrown) {
    return in(thrown)
        .filter(AwsServiceException.class::isInstance)
        .map(answer -> ((AwsServiceException) answer).awsErrorDetails())
        .map(AwsErrorDetails::errorCode)
        .orElse("");
  }

  /** Whether the server refused for want of a permission, and not for what the keys are. */
  static boolean denied(Throwable thrown) {
    String code = code(thrown);
    return status(thrown) == 403
        && (code.isEmpty() || code.equals("AccessDenied") || code.equals("Forbidden"));
  }

  /**
   * The failure of a request.
   *
   * @param what what was asked for, such as {@code to put FILE}
   * @param permission what AWS calls the right to it, such as {@code s3:PutObject}
   */
  StreamFailure of(String what, String permission, Throwable thrown) {
    int status = status(thrown);
    String asked = target.server() + " was asked " + what + ", but ";
    if (status == 0) {
      return new StreamFailure(unanswered(asked, thrown), thrown);
    }
    if (denied(thrown)) {
      return new StreamFailure(
          asked
              + "the keys lack the permission %s on the bucket %s: grant it"
                  .formatted(permission, target.bucket()),
          thrown);
    }
    String code = code(thrown);
    Optional<String> known = known(code, status);
    return new StreamFailure(
        exit(status, code), asked + known.orElseGet(() -> other(status, code, thrown)), thrown);
  }

  private static ExitCode exit(int status, String code) {
    return switch (status) {
      case 404 -> code.equals("NoSuchBucket") ? ExitCode.FAILED : ExitCode.NOT_FOUND;
      case 409, 412 -> ExitCode.BUSY;
      default -> ExitCode.FAILED;
    };
  }

  private Optional<String> known(String code, int status) {
    String text =
        switch (code) {
          case "NoSuchBucket" ->
              "it has no bucket %s: create it, or correct postgresql.s3_backup.bucket"
                  .formatted(target.bucket());
          case "InvalidAccessKeyId" ->
              "it does not know the access key: correct postgresql.s3_backup.access_key";
          case "SignatureDoesNotMatch" ->
              "the secret key does not fit the access key: correct"
                  + " postgresql.s3_backup.secret_key";
          case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired" ->
              "the keys have expired: get new ones";
          case "InvalidToken" -> "it does not accept the session token: get new keys";
          case "RequestTimeTooSkewed" ->
              "the clocks differ too much: set this machine's clock right";
          case "PermanentRedirect",
              "TemporaryRedirect",
              "AuthorizationHeaderMalformed",
              "IllegalLocationConstraintException" ->
              "the bucket %s is in another region: correct postgresql.s3_backup.region"
                  .formatted(target.bucket());
          case "ConditionalRequestConflict", "PreconditionFailed" ->
              "somebody else writes the same name: give each database a"
                  + " postgresql.s3_backup.location of its own";
          case "InvalidStorageClass" ->
              "it does not have this storage class: correct postgresql.s3_backup.storage_class";
          default -> null;
        };
    if (text == null && status == 301) {
      return known("PermanentRedirect", 0);
    }
    return Optional.ofNullable(text);
  }

  private static String other(int status, String code, Throwable thrown) {
    String said = (status + " " + code).strip();
    if (status == 404) {
      return "it is not there (" + said + ")";
    }
    if (status == 503 || status == 429) {
      return "it answered %s, and so on every try: wait until it has less to do".formatted(said);
    }
    if (status >= 500) {
      return "it answered %s, and so on every try: look into its log".formatted(said);
    }
    return "it answered %s (%s): look into its log".formatted(said, message(thrown));
  }

  private static String message(Throwable thrown) {
    return in(thrown)
        .filter(AwsServiceException.class::isInstance)
        .map(answer -> ((AwsServiceException) answer).awsErrorDetails())
        .map(AwsErrorDetails::errorMessage)
        .orElse("no reason");
  }

  private String unanswered(String asked, Throwable thrown) {
    if (any(thrown, UnknownHostException.class)) {
      return asked + "its name is not known: correct postgresql.s3_backup.host";
    }
    if (any(thrown, SSLException.class)) {
      return asked
          + "its certificate is not trusted (%s): name the authority's in postgresql.s3_backup.ca_file"
              .formatted(deepest(thrown));
    }
    if (any(thrown, ApiCallTimeoutException.class)
        || any(thrown, ApiCallAttemptTimeoutException.class)
        || any(thrown, SocketTimeoutException.class)) {
      return asked
          + "it took or gave nothing for %d s: check the server and the network"
              .formatted(target.stallTimeout().toSeconds());
    }
    String reason = deepest(thrown);
    if (reason.contains("load credentials")) {
      return asked
          + "there are no keys: set postgresql.s3_backup.access_key and secret_key, or give this"
          + " machine a role";
    }
    return asked + "it cannot be reached (%s): check the server and the network".formatted(reason);
  }

  private static boolean any(Throwable thrown, Class<? extends Throwable> type) {
    return chain(thrown).anyMatch(type::isInstance);
  }

  private static String deepest(Throwable thrown) {
    Throwable last = chain(thrown).reduce((outer, inner) -> inner).orElse(thrown);
    String message = last.getMessage();
    return message == null ? last.getClass().getSimpleName() : message.strip();
  }

  private static Stream<Throwable> chain(Throwable thrown) {
    return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).limit(20);
  }
}
