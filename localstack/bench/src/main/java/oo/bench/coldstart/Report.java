package oo.bench.coldstart;

import static oo.bench.coldstart.Measures.median;
import static oo.bench.coldstart.Measures.ms;
import static oo.bench.coldstart.Measures.pairedRatio;
import static oo.bench.coldstart.Measures.ratio;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import oo.bench.coldstart.Starts.Parts;
import oo.bench.coldstart.Starts.Timed;
import oo.images.training.Operation;

/** What was measured, as Markdown. */
final class Report {
  private final List<String> head = new ArrayList<>();
  private final List<String> times = new ArrayList<>();
  private final List<String> parts = new ArrayList<>();

  void begin(int rounds) {
    head.add(
        Machine.described() + "; load before it " + Machine.load() + "; " + rounds + " rounds");
  }

  void same(Operation operation, Starts.Trail trail) {
    head.add(
        "%s: equal answers (%d bytes), %d equal statements, %d equal rows, %d equal messages"
            .formatted(
                operation.function,
                trail.answer().body().length(),
                trail.statements().size(),
                trail.rows().size(),
                trail.messages().size()));
  }

  void add(String what, List<Lane> lanes) {
    List<Timed> plain =
        lanes.stream()
            .filter(lane -> lane.contestant.name().equals("plain"))
            .findFirst()
            .orElseThrow()
            .timed;
    for (Lane lane : lanes) {
      times.add(
          row(
              what,
              lane.contestant.name(),
              ms(median(lane.timed, Timed::cold)),
              ratio(pairedRatio(lane.timed, plain, Timed::cold)),
              ms(median(lane.timed, Timed::processor)),
              ratio(pairedRatio(lane.timed, plain, Timed::processor)),
              ms(median(lane.timed, Timed::warm)),
              ratio(pairedRatio(lane.timed, plain, Timed::warm)),
              ms(median(lane.timed, Timed::again)),
              ratio(pairedRatio(lane.timed, plain, Timed::again))));
      parts.add(
          row(
              what,
              lane.contestant.name(),
              part(lane.parts, Parts::loading),
              part(lane.parts, Parts::connecting),
              part(lane.parts, Parts::preparing),
              part(lane.parts, Parts::asking),
              part(lane.parts, Parts::working),
              part(lane.parts, Parts::answering),
              String.valueOf(lane.classes)));
    }
  }

  private static String part(List<Parts> own, ToDoubleFunction<Parts> what) {
    return ms(median(own, what));
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  void print(PrintStream out) {
    out.println();
    head.forEach(out::println);
    out.println("Milliseconds; ratios to the plain handler, of the same round; medians of both.");
    out.println(
        "Cold is from the start of the process to its first answer. SnapStart is not measured.");
    out.println();
    out.println(
        "| function, mode | who | cold | ratio | its processor time | ratio | warm p50 | ratio"
            + " | warm p50, token seen before | ratio |");
    out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    times.forEach(out::println);
    out.println();
    out.println("What a cold start is spent on:");
    out.println();
    out.println(
        "| function, mode | who | JVM and classes, until it dials the database | connecting | rest of the"
            + " initialisation | event to BEGIN | BEGIN to COMMIT | COMMIT to answer | classes |");
    out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    parts.forEach(out::println);
    out.println();
    out.println("Load after it: " + Machine.load());
  }
}
