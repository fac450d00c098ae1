package oo.host.base;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The words of an error's text that are the same for every person: what is not in the list of them,
 * or is in quotes, is left out. A text's titles, addresses, tokens and values have no form that a
 * pattern could find, so nothing is taken for harmless because it looks so.
 */
public final class SafeWords {
  private static final String LEFT_OUT = "…";

  /** Characters that are read; a text may have millions. */
  private static final int READ = 4_000;

  /** Characters that are kept. */
  private static final int KEPT = 300;

  /** In quotes of any kind, also when the text ends before the quote does. */
  private static final Pattern QUOTED =
      Pattern.compile("\"[^\"]*(\"|$)|`[^`]*(`|$)|(?<!\\w)'[^']*('|$)|“[^”]*(”|$)|«[^»]*(»|$)");

  private static final Pattern SPACE = Pattern.compile("\\s+");

  /** A word with the punctuation of its sentence, or a small number. */
  private static final Pattern WORD =
      Pattern.compile("[(\\[]?([A-Za-z]{1,20}|\\d{1,3})[)\\],.:;]{0,2}");

  private static final Set<String> KNOWN =
      Set.of(
          """
          a abort aborted absent access already allowed an and answer argument array as assignment async at await \
          because been bind body boolean bounds broken buffer but by bytes call called cannot canceled cancelled cast \
          cause certificate class closed column command commit conflict connect connected connection constant \
          constraint conversion convert could data database deadlock decode denied dependency deserialize detail did \
          different duplicate dynamically element empty encode encoded end ended error exceeded exception executor \
          exists exit expected expired exhausted failed failure fetch fetching field file forbidden format found from \
          function had handshake has have header heap host http illegal imported in incompatible index initialization \
          input insert instance instead int integer interrupted into invalid invoke io is it iterable iterator java \
          json key left length limit line lock long loop malformed map match maximum memory message method missing \
          module name native negative network no non not null number object of offset on only open operation or out \
          overflow parameter parse parsing peer permission pool port position procedure properties property protocol \
          provider query queue range reached read reading recursion refused relation remote request required reserved \
          reset resource response return returned row rule schema script serialization serialize server session set \
          setting shut size socket space sql stack state statement status stopped storage stream string syntax system \
          table terminated than thread timed timeout times to token too transaction type undefined unexpected unique \
          unknown unreachable unreadable unsupported update used value values variable violates violation was while \
          with within without write\
          """
              .split(" "));

  private SafeWords() {}

  /** At most 300 characters on one line; empty for null. It never fails, whatever the text is. */
  public static String of(@Nullable String text) {
    if (text == null) {
      return "";
    }
    String read = text.substring(0, Math.min(READ, text.length()));
    var kept = new StringBuilder();
    for (String word : SPACE.split(QUOTED.matcher(read).replaceAll(" " + LEFT_OUT + " ").strip())) {
      String next = known(word) ? word : LEFT_OUT;
      boolean again = next.equals(LEFT_OUT) && kept.toString().endsWith(LEFT_OUT);
      if (again || word.isEmpty()) {
        continue;
      }
      if (kept.length() + next.length() + 1 > KEPT) {
        break;
      }
      kept.append(kept.isEmpty() ? "" : " ").append(next);
    }
    return kept.toString();
  }

  private static boolean known(String word) {
    var form = WORD.matcher(word);
    return form.matches()
        && (Character.isDigit(form.group(1).charAt(0))
            || KNOWN.contains(form.group(1).toLowerCase(Locale.ROOT)));
  }
}
