package oo.deploy;

/** The message names what is missing or failed, and what to do; never a secret. */
final class CannotDeploy extends RuntimeException {
  CannotDeploy(String message) {
    super(message);
  }
}
