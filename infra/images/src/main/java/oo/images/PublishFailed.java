package oo.images;

/** An image cannot be built or pushed; the message is for the operator. */
final class PublishFailed extends RuntimeException {
  PublishFailed(String message) {
    super(message);
  }
}
