package bactrian.seal;

import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A pair of keys, and age's own program to use them with.
 *
 * @param publicKey beginning with {@code age1}
 * @param secret beginning with {@code AGE-SECRET-KEY-1}
 * @param file holds the secret key as age-keygen writes it
 */
public record AgeKeys(String publicKey, String secret, Path file) {
  /** A new pair. Its file is removed when the tests end. */
  public static AgeKeys made() {
    try {
      KeyPair pair = new X25519KeyPairGenerator().generateKeyPair();
      String secret = new String(pair.getPrivate().getEncoded(), StandardCharsets.US_ASCII);
      String publicKey = new String(pair.getPublic().getEncoded(), StandardCharsets.US_ASCII);
      Path file = Files.createTempFile("age", ".key");
      file.toFile().deleteOnExit();
      Files.writeString(
          file,
          "# created: 2020-10-03T11:55:57Z\n# public key: " + publicKey + "\n" + secret + "\n");
      return new AgeKeys(publicKey, secret, file);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public Recipient recipient() {
    return Recipient.parse(publicKey).orElseThrow();
  }

  public Identity identity() {
    return new Identity(Optional.of(file));
  }

  /** What age makes of bytes for the public key. */
  public byte[] encrypt(byte[] plain) throws IOException, InterruptedException {
    return age(plain, "--encrypt", "--recipient", publicKey);
  }

  /** What age makes of a file with the secret key. */
  public byte[] decrypt(byte[] stored) throws IOException, InterruptedException {
    return age(stored, "--decrypt", "--identity", file.toString());
  }

  private static byte[] age(byte[] input, String... arguments)
      throws IOException, InterruptedException {
    Path in = Files.createTempFile("age", ".in");
    try {
      Files.write(in, input);
      List<String> command = new ArrayList<>(List.of("age"));
      command.addAll(List.of(arguments));
      command.add(in.toString());
      Process age = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (InputStream out = age.getInputStream()) {
        byte[] output = out.readAllBytes();
        if (age.waitFor() != 0) {
          throw new IOException(new String(output, StandardCharsets.UTF_8));
        }
        return output;
      }
    } finally {
      Files.delete(in);
    }
  }
}
