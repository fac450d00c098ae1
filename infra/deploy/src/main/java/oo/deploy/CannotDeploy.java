package oo.deploy;

/** Says what is missing or went wrong, and what to do about it; never a secret. */
final class CannotDeploy extends RuntimeException {
  CannotDeploy(String message) {
    super(message);
  }
}
