package oo.auth.session;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * An owner's browser and a thief with a copy of its cookies, as a schedule moves them. The owner
 * has one jar for all tabs: a request carries what the jar has when it is sent, and arrives within
 * ten seconds; an answer replaces what the jar has when it is delivered, within thirty seconds. The
 * thief keeps every token that he ever got and stores what he likes.
 */
final class TwoBrowsers {
  private static final int ARRIVES_WITHIN = 100;
  private static final int DELIVERED_WITHIN = 300;

  enum Act {
    /** The owner refreshes, and stores the answer. */
    REFRESH,
    /** The owner refreshes, and the answer is lost. */
    REFRESH_LOST,
    /** The owner refreshes, and the answer is on its way until {@link #DELIVER}. */
    REFRESH_LATE,
    /** The last answer that is on its way is stored; two of them may so change places. */
    DELIVER,
    /** The owner calls a function. */
    USE,
    /** Another tab of the owner sends a refresh, which arrives at {@link #ARRIVE}. */
    SEND_REFRESH,
    /** Another tab of the owner sends a call, which arrives at {@link #ARRIVE}. */
    SEND_USE,
    /** The first request that was sent arrives; its answer is stored at once. */
    ARRIVE,
    /** The same, and its answer is lost. */
    ARRIVE_LOST,
    /** The thief presents the newest refresh token that he has. */
    THIEF_REFRESH,
    /** The thief presents the refresh token before that. */
    THIEF_REFRESH_BEHIND,
    /** The thief calls a function with the newest access token that he has. */
    THIEF_USE,
    /** Four seconds pass. */
    SHORT,
    /** Eleven seconds pass. */
    LONG;

    boolean thiefs() {
      return name().startsWith("THIEF");
    }
  }

  private record Sent(int generation, boolean refresh, int at) {}

  private record Late(int generation, int at) {}

  final ModelSession session;
  private final List<Sent> sent = new ArrayList<>();
  private final List<Late> late = new ArrayList<>();
  final TreeSet<Integer> stolen = new TreeSet<>();
  int now;
  int jar;

  /** The owner has used a first answer, and the thief copies it. */
  TwoBrowsers() {
    session = new ModelSession();
    jar = 1;
    session.use(jar, now);
    now = 200;
    stolen.add(jar);
  }

  TwoBrowsers(TwoBrowsers other) {
    session = new ModelSession(other.session);
    sent.addAll(other.sent);
    late.addAll(other.late);
    stolen.addAll(other.stolen);
    now = other.now;
    jar = other.jar;
  }

  /**
   * @return false when the act is not possible now
   */
  boolean act(Act act) {
    switch (act) {
      case REFRESH -> store(session.refresh(jar, now));
      case REFRESH_LOST -> session.refresh(jar, now);
      case REFRESH_LATE -> {
        int answer = session.refresh(jar, now);
        if (answer == 0) {
          return false;
        }
        late.add(new Late(answer, now));
      }
      case DELIVER -> {
        if (late.isEmpty()) {
          return false;
        }
        store(late.removeLast().generation());
      }
      case USE -> session.access(jar, now);
      case SEND_REFRESH -> sent.add(new Sent(jar, true, now));
      case SEND_USE -> sent.add(new Sent(jar, false, now));
      case ARRIVE, ARRIVE_LOST -> {
        if (sent.isEmpty()) {
          return false;
        }
        Sent first = sent.removeFirst();
        if (first.refresh()) {
          int answer = session.refresh(first.generation(), now);
          store(act == Act.ARRIVE ? answer : 0);
        } else {
          session.access(first.generation(), now);
        }
      }
      case THIEF_REFRESH -> keep(session.refresh(stolen.last(), now));
      case THIEF_REFRESH_BEHIND -> {
        Integer behind = stolen.lower(stolen.last());
        if (behind == null) {
          return false;
        }
        keep(session.refresh(behind, now));
      }
      case THIEF_USE -> session.access(stolen.last(), now);
      case SHORT -> pass(40);
      case LONG -> pass(110);
    }
    return true;
  }

  void pass(int tenths) {
    now += tenths;
    sent.removeIf(one -> one.at() + ARRIVES_WITHIN < now);
    late.removeIf(one -> one.at() + DELIVERED_WITHIN < now);
  }

  private void store(int answer) {
    if (answer != 0) {
      jar = answer;
    }
  }

  private void keep(int answer) {
    if (answer != 0) {
      stolen.add(answer);
    }
  }

  /** Whether the owner's browser gets tokens, once nothing is on its way. */
  boolean ownerComesIn() {
    pass(DELIVERED_WITHIN + 1);
    return session.refresh(jar, now) != 0;
  }

  /**
   * Whether a thief is found who uses what he has after the owner has used the present answer: the
   * owner's next refresh ends the session, or his tokens open nothing.
   */
  boolean thiefIsFound() {
    act(Act.LONG);
    act(Act.USE);
    act(Act.LONG);
    for (int token : stolen) {
      var calls = new TwoBrowsers(this);
      if (token != jar && calls.session.access(token, now) && !calls.nextRefreshEnds()) {
        return false;
      }
      var refreshes = new TwoBrowsers(this);
      int answer = refreshes.session.refresh(token, now);
      if (answer != 0) {
        refreshes.act(Act.LONG);
        refreshes.session.access(answer, refreshes.now);
        if (!refreshes.nextRefreshEnds()) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean nextRefreshEnds() {
    act(Act.LONG);
    session.refresh(jar, now);
    return session.over();
  }

  /** Equal for two histories that nothing can tell apart. */
  String state() {
    return session.state() + " " + sent + late + stolen + now + " " + jar;
  }
}
