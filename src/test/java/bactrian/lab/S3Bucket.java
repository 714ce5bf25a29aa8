package bactrian.lab;

import java.net.URI;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A bucket of a test's own, with the keys that the program gets, and what its owner sees of it.
 *
 * @param endpoint the server's address
 * @param name the bucket's name
 * @param accessKey the program's
 * @param secretKey the program's
 * @param owner a client with all rights, but for the bytes of what others have put
 * @param program a client with the program's keys
 */
public record S3Bucket(
    URI endpoint,
    String name,
    String accessKey,
    String secretKey,
    S3Client owner,
    S3Client program) {
  /** The keys of all objects, in order. */
  public List<String> keys() {
    return owner.listObjectsV2Paginator(all -> all.bucket(name)).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  /** The bytes of an object that the program has put. */
  public byte[] bytes(String key) {
    return program.getObjectAsBytes(get -> get.bucket(name).key(key)).asByteArray();
  }

  /** Puts an object in the place of what is there. */
  public void put(String key, byte[] bytes) {
    owner.putObject(put -> put.bucket(name).key(key), RequestBody.fromBytes(bytes));
  }

  /** Removes an object. */
  public void delete(String key) {
    owner.deleteObject(delete -> delete.bucket(name).key(key));
  }

  /** The keys of the uploads that were begun and neither completed nor aborted. */
  public List<String> uploads() {
    return owner.listMultipartUploadsPaginator(all -> all.bucket(name)).uploads().stream()
        .map(MultipartUpload::key)
        .toList();
  }

  /** The same bucket through another address, such as a proxy's. */
  public S3Bucket through(URI address) {
    return new S3Bucket(address, name, accessKey, secretKey, owner, program);
  }
}
