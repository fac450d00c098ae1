package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages' modules, checked against the types that are generated from the contract. */
final class PagesTypesTest {
  private static final Path SITE = Oo.TREE.resolve("static-site");

  @Test
  void thePagesKeepToTheContract() {
    ClientTools.linesOf(SITE, "", ClientTools.typeScriptCompiler(), "-p", "jsconfig.json");
  }

  @Test
  void whatTheContractDoesNotHaveIsFound(@TempDir Path folder) throws IOException {
    List<String> lines =
        List.of(
            "await get('/api/you');",
            "await get('/api/recommend');",
            "await post('/api/tips/1/complete', {});",
            "await post('/api/tips/1/complete', {event_id: '2', mood: 'good'});",
            "const me = await get('/api/me'); if (me.ok) me.data.nickname;",
            "const me = await get('/api/me'); me.data.user_id;",
            "const tip = await post('/api/recommend', {}); if (tip.ok) tip.data.tip.title;");
    for (int i = 0; i < lines.size(); i++) {
      Files.writeString(
          folder.resolve("page" + i + ".js"),
          "import {get, post} from '%s/js/api.js';%n%s%n".formatted(SITE, lines.get(i)));
    }
    Files.writeString(
        folder.resolve("jsconfig.json"),
        "{\"extends\": \"%s/jsconfig.json\", \"include\": [\"*.js\"]}".formatted(SITE));
    ClientTools.Run run =
        ClientTools.run(folder, "", ClientTools.typeScriptCompiler(), "-p", "jsconfig.json");
    assertThat(run.status()).isNotZero();
    for (int i = 0; i < lines.size(); i++) {
      String error = ".*page" + i + "\\.js\\(2,.*error.*";
      assertThat(run.lines()).as(lines.get(i)).anyMatch(output -> output.matches(error));
    }
  }
}
