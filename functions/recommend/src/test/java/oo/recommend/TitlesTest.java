package oo.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import oo.signals.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TitlesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \t\r\n",
        "\u00A0\u1680\u2003\u3000\u2028",
        "\u200B",
        "\u200C\u200D\uFEFF\u2060",
        "\u2800",
        "\u3164",
        "\u115F\u1160\uFFA0",
        "\u00AD",
        "\u034F",
        "\u180E",
        "\u202E\u202C",
        "\u2066\u2069",
        "\u0301\u0302\u20DD",
        "\uFE0F",
        "\u0001\u0007\u001B\u007F\u0085",
        "\uDB40\uDC61\uDB40\uDC7F",
        "****",
        "**\u200B**",
        "__ __",
        "~~ ~~",
        "` `",
        "``",
        "![](x)",
        "[]()",
        "[ ](mailto:x)",
        "**[\u200B](x)**"
      })
  void aTitleWithoutInkSaysSo(String title) {
    assertThat(of(title, null)).isEqualTo("A task without a title");
    assertThat(of(title, "Garden")).isEqualTo("A task without a title, in Garden");
    assertThat(of(title, "\u200B")).isEqualTo("A task without a title");
  }

  @Test
  void anAddressWithoutALabelIsShown() {
    assertThat(of("[ ](https://club.example.com/x)", null))
        .isEqualTo("A task without a title: https://club.example.com/x");
    assertThat(of("![](https://club.example.com/x.png)", "Garden"))
        .isEqualTo("A task without a title, in Garden: https://club.example.com/x.png");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Water the plants",
        "x",
        ".",
        "?",
        "-",
        "🧘",
        "👩‍🌾",
        "1️⃣",
        "🇦🇹",
        "לקנות חלב ולחם",
        "बुनियादी",
        "བོད་ཡིག་རྐྱེན",
        "e\u0301",
        "שִׁ֑",
        "**x**",
        "[x](https://club.example.com)",
        "[the club](y) ",
        "https://club.example.com",
        "![cat](x)",
        "\u200Bx\u200B",
        "a ** b",
        "\uFFFC"
      })
  void anyOtherTitleStaysAsItIs(String title) {
    assertThat(of(title, "Garden")).isEqualTo(title);
  }

  @Test
  void noTitleTurnsWhatFollowsItOrGrowsOutOfItsLine() {
    assertThat(of("Pay \u202Eelcric\u202C \u2067bill", null)).isEqualTo("Pay elcric bill");
    assertThat(of("Z" + "\u0301".repeat(500) + "a" + "\u0489".repeat(6), null))
        .isEqualTo("Z" + "\u0301".repeat(6) + "a" + "\u0489".repeat(6));
    assertThat(of("[".repeat(100_000), null)).hasSize(100_000);
    assertThat(of("![".repeat(50_000) + "](x)", null)).hasSize(100_004);
  }

  private static String of(String title, @Nullable String project) {
    return Titles.of(Task.titled(title, "Todoist").project(project).build());
  }
}
