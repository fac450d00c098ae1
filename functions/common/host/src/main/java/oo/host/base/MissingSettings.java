package oo.host.base;

import java.util.List;

/** All absent or malformed settings, one line each: module, setting, what is expected. */
public final class MissingSettings extends RuntimeException {
  private final List<String> lines;

  public MissingSettings(List<String> lines) {
    super(String.join("\n", lines));
    this.lines = List.copyOf(lines);
  }

  public List<String> lines() {
    return lines;
  }
}
