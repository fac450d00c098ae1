package oo.recommend;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import oo.signals.Task;

/**
 * A task's title as a page can show it: never empty to the eye, and bounded to its own lines. The
 * pages render its Markdown ({@code static-site/js/markdown.js}).
 */
final class Titles {
  /**
   * What leaves no ink: spaces, controls, formats, marks without a letter below them, the rest of
   * Unicode's Default_Ignorable_Code_Point, and blank symbols.
   */
  private static final Pattern INVISIBLE =
      Pattern.compile(
          "[\\p{Z}\\p{Cc}\\p{Cf}\\p{M}\\x{115F}\\x{1160}\\x{2065}\\x{2800}\\x{3164}\\x{FFA0}"
              + "\\x{FFF0}-\\x{FFF8}\\x{1D159}\\x{E0000}-\\x{E0FFF}]+");

  /** A link's or a picture's label is text; its address is none. */
  private static final Pattern LINK = Pattern.compile("!?\\[([^\\[\\]\\n]*)]\\(([^()\\n]*)\\)");

  private static final Pattern EMPHASIS = Pattern.compile("[*_~`]+");
  private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s<>\"()]+");

  /** Marks that turn the direction of what follows, also outside of the title. */
  private static final Pattern DIRECTION =
      Pattern.compile("[\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]");

  /** No script stacks more marks on one letter. */
  private static final Pattern STACK = Pattern.compile("(\\p{M}{6})\\p{M}+");

  private Titles() {}

  static String of(Task task) {
    String title = task.title();
    if (visible(title)) {
      return STACK.matcher(DIRECTION.matcher(title).replaceAll("")).replaceAll("$1");
    }
    String project = task.project();
    Matcher address = ADDRESS.matcher(title);
    return "A task without a title"
        + (project != null && visible(project) ? ", in " + project : "")
        + (address.find() ? ": " + address.group() : "");
  }

  private static boolean visible(String text) {
    String labels = LINK.matcher(text).replaceAll("$1");
    return !INVISIBLE.matcher(EMPHASIS.matcher(labels).replaceAll("")).replaceAll("").isEmpty();
  }
}
