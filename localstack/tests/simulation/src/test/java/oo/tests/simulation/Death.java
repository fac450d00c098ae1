package oo.tests.simulation;

/** A process ended here. No code of the product may catch it and go on. */
final class Death extends Error {
  private static final long serialVersionUID = 1;

  Death(String where) {
    super(where, null, false, false);
  }
}
