package oo.signals;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Which round of a recurring task is meant: none, a date, a floating time, or an instant. Two
 * spellings of one value are equal, whichever answer or row they come from. The zone in which an
 * instant was meant does not count.
 *
 * @param text the canonical text, for columns and JSON: {@code none}, {@code 2026-03-01}, {@code
 *     2026-03-01T09:30:00} (floating), {@code 2026-03-01T08:30:00Z} (instant). A text that is none
 *     of these is kept, its first 100 characters, and equals only itself.
 */
public record Occurrence(@JsonValue String text) {
  /** A task without a due date. */
  public static final Occurrence NONE = new Occurrence("none");

  private static final int LONGEST = 100;

  /** Takes any spelling of a provider or of an old row. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Occurrence {
    // In this order: what is left must be canonical by itself.
    text = cut(Task.text(text).strip()).strip();
    text =
        switch (Due.parse(text, ZoneOffset.UTC)) {
          case null -> text.isEmpty() ? "none" : text;
          case Due.OnDate(LocalDate date) -> date.toString();
          case Due.Floating(LocalDateTime time) ->
              DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
          case Due.At(Instant instant, var zone) -> instant.toString();
        };
  }

  /** Reads what a provider sent; null, or nothing visible, is {@link #NONE}. */
  public static Occurrence of(@Nullable String sent) {
    return sent == null ? NONE : new Occurrence(sent);
  }

  private static String cut(String text) {
    boolean halves = text.length() > LONGEST && Character.isHighSurrogate(text.charAt(LONGEST - 1));
    return text.substring(0, Math.min(text.length(), halves ? LONGEST - 1 : LONGEST));
  }

  @Override
  public String toString() {
    return text;
  }
}
