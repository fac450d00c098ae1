package oo.host.base;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * Native libraries that oO ships. They are files in a folder {@code native} beside the jar that
 * uses them: in images and zips as in a build's {@code target}. So nothing is unpacked when a
 * process starts: Fn mounts {@code /tmp} {@code noexec}, and no library can be loaded from there.
 */
public final class NativeLibrary {
  private NativeLibrary() {}

  /**
   * The library for this machine.
   *
   * @param user of the library, a class of the jar, or of the folder {@code target/classes}
   * @param files in the folder, by the names of the operating system and the architecture, e.g.
   *     {@code Linux aarch64}
   * @throws UnsatisfiedLinkError when there is none for this machine
   */
  public static Path path(Class<?> user, Map<String, String> files) {
    String machine = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    String file = files.get(machine);
    if (file == null) {
      throw new UnsatisfiedLinkError("There is none for " + machine + ", only " + files.keySet());
    }
    return code(user).resolveSibling("native").resolve(file);
  }

  /** By where its file is found: a class from an AOT cache has no location as its source. */
  private static Path code(Class<?> user) {
    String name = user.getSimpleName() + ".class";
    String found = Objects.requireNonNull(user.getResource(name), name).toString();
    String place = user.getPackageName().replace('.', '/') + "/" + name;
    String root = found.substring(0, found.length() - place.length());
    return Path.of(URI.create(root.replaceFirst("^jar:(.*)!/$", "$1")));
  }
}
