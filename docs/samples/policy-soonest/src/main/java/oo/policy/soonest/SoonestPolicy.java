package oo.policy.soonest;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import oo.policy.Candidate;
import oo.policy.Candidates;
import oo.policy.Context;
import oo.policy.Distribution;
import oo.policy.Policy;

/**
 * Prefers tasks that are due. In a shortlist that changes every hour, a task due by today is eight
 * times as likely as one without a near due date, a task due within a week three times.
 */
public final class SoonestPolicy extends Policy {
  /** Size of the shortlist, because each candidate costs a database read. */
  private static final int SHORTLIST = 40;

  @Override
  public String name() {
    return "soonest";
  }

  @Override
  public int version() {
    return 0;
  }

  @Override
  public Distribution distribution(Candidates candidates, Context context) {
    int n = candidates.size();
    int shortlist = Math.min(n, SHORTLIST);
    // The decision's time is logged, so a replay uses the same time.
    long hour = context.server().now().getEpochSecond() / 3600;
    int first = (int) Math.floorMod(hour * SHORTLIST, (long) n);
    LocalDate today = LocalDate.ofInstant(context.server().now(), context.server().zone());
    var indexes = new ArrayList<Integer>();
    var weights = new ArrayList<Double>();
    for (int i = 0; i < shortlist; i++) {
      int index = (first + i) % n;
      indexes.add(index);
      weights.add(weight(candidates.at(index), today));
    }
    double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
    List<Double> p = weights.stream().map(weight -> weight / sum).toList();
    return Distribution.explicit(indexes, p);
  }

  /** Every form of a due date begins with the day. */
  private static double weight(Candidate candidate, LocalDate today) {
    if (!(candidate.features().get("due") instanceof String due)) {
      return 1;
    }
    LocalDate day = LocalDate.parse(due.substring(0, 10));
    if (!day.isAfter(today)) {
      return 8;
    }
    return day.isBefore(today.plusDays(7)) ? 3 : 1;
  }
}
