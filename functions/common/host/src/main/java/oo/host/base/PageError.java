package oo.host.base;

/**
 * An error of a page's script, as a browser told it. Its message has safe words only ({@link
 * SafeWords}), its stack is in the site's scripts.
 */
public final class PageError extends RuntimeException {
  private final String page;
  private final String name;

  /**
   * @param page its path, e.g. {@code /tip.html}
   * @param name of the error's class, e.g. {@code TypeError}
   * @param stack the innermost place first
   */
  public PageError(String page, String name, String message, StackTraceElement[] stack) {
    super(message, null, false, true);
    this.page = page;
    this.name = name;
    setStackTrace(stack);
  }

  public String page() {
    return page;
  }

  public String name() {
    return name;
  }
}
