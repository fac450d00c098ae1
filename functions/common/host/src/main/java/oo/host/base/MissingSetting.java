package oo.host.base;

/**
 * A setting is absent or malformed. The message is for the operator: the name and what is expected,
 * never the value.
 */
public final class MissingSetting extends RuntimeException {
  public MissingSetting(String name, String expected) {
    super(name + ": " + expected);
  }
}
