package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages' modules, checked against the types that are generated from the contract. */
final class PagesTypesTest {
  private static final Path SITE = Oo.TREE.resolve("static-site");

  @Test
  void thePagesKeepToTheContract() {
    ClientTools.linesOf(SITE, "", ClientTools.typeScriptCompiler(), "-p", "jsconfig.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "await get('/api/you');",
        "await get('/api/recommend');",
        "await post('/api/tips/1/complete', {});",
        "await post('/api/tips/1/complete', {event_id: '2', mood: 'good'});",
        "const me = await get('/api/me'); if (me.ok) me.data.nickname;",
        "const me = await get('/api/me'); me.data.user_id;",
        "const tip = await post('/api/recommend', {}); if (tip.ok) tip.data.tip.title;",
      })
  void whatTheContractDoesNotHaveIsFound(String line, @TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("page.js"),
        "import {get, post} from '%s/js/api.js';%n%s%n".formatted(SITE, line));
    Files.writeString(
        folder.resolve("jsconfig.json"),
        "{\"extends\": \"%s/jsconfig.json\", \"include\": [\"page.js\"]}".formatted(SITE));
    ClientTools.Run run =
        ClientTools.run(folder, "", ClientTools.typeScriptCompiler(), "-p", "jsconfig.json");
    assertThat(run.status()).as(line).isNotZero();
    assertThat(run.lines()).as(line).anyMatch(said -> said.matches(".*page\\.js\\(2,.*error.*"));
  }
}
