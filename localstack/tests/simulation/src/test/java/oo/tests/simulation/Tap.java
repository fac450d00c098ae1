package oo.tests.simulation;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a person did with a tip. The page keeps it until a server answered. */
final class Tap {
  enum Kind {
    done,
    undone,
    not_now
  }

  enum Status {
    PENDING,
    ACCEPTED,
    REFUSED,
    /** Accepted, and its connection was ended later. */
    ENDED,
    /** Its user was deleted, or its connection was ended before an answer came. */
    VOID
  }

  final UUID event;
  final Kind kind;
  final UUID tip;
  final String task;
  final @Nullable UUID undoes;
  final @Nullable Instant until;
  final Instant madeAt;
  Status status = Status.PENDING;

  /** When an answer first said so. */
  @Nullable Instant acceptedAt;

  Tap(
      UUID event,
      Kind kind,
      UUID tip,
      String task,
      @Nullable UUID undoes,
      @Nullable Instant until,
      Instant madeAt) {
    this.event = event;
    this.kind = kind;
    this.tip = tip;
    this.task = task;
    this.undoes = undoes;
    this.until = until;
    this.madeAt = madeAt;
  }

  String path() {
    return "/api/tips/"
        + tip
        + switch (kind) {
          case done -> "/complete";
          case undone -> "/undo";
          case not_now -> "/not-now";
        };
  }

  Map<String, Object> body() {
    var body = new LinkedHashMap<String, Object>();
    body.put("event_id", event);
    if (undoes != null) {
      body.put("undoes", undoes);
    }
    if (until != null) {
      body.put("until", until.toString());
    }
    return body;
  }
}
