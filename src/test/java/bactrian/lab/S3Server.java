package bactrian.lab;

import java.net.URI;
import java.util.List;

/** A real server of the S3 protocol on the loopback interface. */
public interface S3Server extends AutoCloseable {
  /** The program's permissions as the page of the old feature lists them. */
  List<String> PAGE =
      List.of(
          "s3:PutObject",
          "s3:GetObjectAcl",
          "s3:GetObject",
          "s3:ListBucket",
          "s3:DeleteObject",
          "s3:PutObjectAcl");

  /** Its address. */
  URI endpoint();

  /** A fresh bucket of another account, in which the program may do what the page says. */
  default S3Bucket newBucket() {
    return newBucket(PAGE);
  }

  /** A fresh bucket of another account, in which the program may do only this. */
  S3Bucket newBucket(List<String> permissions);

  @Override
  void close() throws Exception;
}
