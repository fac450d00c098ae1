package oo.auth.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A session as {@code oo_session_use} and {@code refresh_session} change it, in memory. {@code
 * TwoBrowsersIT} holds it equal to the SQL. Times are in tenths of a second since the session
 * began.
 */
final class ModelSession {
  private static final int RACE = 100;
  private static final int LATE = 400;
  private static final int KEPT = 64;

  enum Use {
    PRESENT,
    NEW,
    LEFT,
    REUSED
  }

  private record First(int generation, int at, int round) {}

  private final List<First> used = new ArrayList<>();
  private int issued = 1;
  private int before;
  private boolean over;

  ModelSession() {}

  ModelSession(ModelSession other) {
    used.addAll(other.used);
    issued = other.issued;
    before = other.before;
    over = other.over;
  }

  boolean over() {
    return over;
  }

  Use use(int generation, int now) {
    Use found = find(generation, now);
    if (found == Use.NEW) {
      int round =
          used.stream().mapToInt(First::round).filter(r -> r >= generation).min().orElse(issued);
      before = issued;
      used.addFirst(new First(generation, now, round));
      if (used.size() > KEPT) {
        used.removeLast();
      }
    }
    return found;
  }

  private Use find(int generation, int now) {
    for (int place = 0; place < used.size(); place++) {
      if (used.get(place).generation() == generation) {
        return place == 0
            ? Use.PRESENT
            : used.get(place - 1).at() + RACE >= now ? Use.LEFT : Use.REUSED;
      }
    }
    if (used.size() == KEPT && used.getLast().round() >= generation) {
      return Use.REUSED;
    }
    if (generation <= before && used.getFirst().at() + RACE >= now) {
      return Use.LEFT;
    }
    int round =
        used.stream()
            .mapToInt(First::round)
            .filter(r -> r >= generation)
            .min()
            .orElse(Integer.MAX_VALUE);
    int overAt =
        used.stream()
            .filter(first -> first.round() > round)
            .mapToInt(First::at)
            .min()
            .orElse(Integer.MIN_VALUE);
    return generation + LATE < overAt ? Use.REUSED : Use.NEW;
  }

  String state() {
    return used + " " + issued + before + over;
  }

  /** As the row's columns are, as text. */
  String row() {
    return numbers(First::generation)
        + numbers(First::round)
        + " "
        + issued
        + " "
        + before
        + " "
        + over;
  }

  private String numbers(Function<First, Integer> number) {
    return used.stream()
        .map(first -> String.valueOf(number.apply(first)))
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** Presents a refresh token. Returns the generation of the answer; 0 when it brings no tokens. */
  int refresh(int generation, int now) {
    if (over) {
      return 0;
    }
    return switch (use(generation, now)) {
      case PRESENT, NEW -> issued = Math.max(issued + 1, now);
      case LEFT -> 0;
      case REUSED -> {
        over = true;
        yield 0;
      }
    };
  }

  /** Presents an access token. Returns whether it opens something. */
  boolean access(int generation, int now) {
    return !over && use(generation, now) != Use.REUSED;
  }
}
