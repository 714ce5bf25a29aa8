package bactrian.lab;

/** What {@link FaultProxy} does to a request instead of handing it on. */
public sealed interface Fault {
  /** Resets the connection after so many bytes of the request's body have come. */
  record ResetInRequest(long after) implements Fault {}

  /** Reads nothing of the request's body, and never answers. */
  record StallBeforeBody() implements Fault {}

  /** Takes the whole request, and never answers. */
  record StallAfterBody() implements Fault {}

  /** Hands the request on and resets the connection instead of giving the answer. */
  record LoseAnswer() implements Fault {}

  /** Takes the request and answers this. */
  record Answer(int status, String code) implements Fault {}

  /** Takes the request and answers 200 with an error in the body, as S3 may for a completion. */
  record ErrorInAnswer(String code) implements Fault {}

  /** Leaves a header out of the answer. */
  record DropHeader(String name) implements Fault {}

  /** Closes the connection after so many bytes of the answer's body. */
  record CutAnswer(long after) implements Fault {}

  /** Gives so many bytes of the answer's body, then no more. */
  record StallAnswer(long after) implements Fault {}

  /** Changes one byte of the answer's body. */
  record CorruptAnswer(long at) implements Fault {}

  /** Passes the request's body on at so many bytes a second. */
  record SlowRequest(long bytesPerSecond) implements Fault {}
}
