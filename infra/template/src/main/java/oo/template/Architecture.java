package oo.template;

/**
 * Values of the template's parameter {@code Architecture}. AWS runs the default, an emulator this
 * machine's.
 */
public final class Architecture {
  private Architecture() {}

  public static String ofThisMachine() {
    return of(System.getProperty("os.arch"));
  }

  /**
   * @param machine as Java's {@code os.arch} names it
   */
  public static String of(String machine) {
    return machine.equals("aarch64") || machine.equals("arm64") ? "arm64" : "x86_64";
  }
}
