package oo.tests.journey;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import oo.contract.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Each generated client calls every operation. */
final class ClientsIT {
  @RegisterExtension static final SharedOo SHARED = SharedOo.withoutBrowser();

  @Test
  void theTypeScriptClientCallsEveryOperation() {
    ClientTools.linesOf(ClientTools.TYPESCRIPT, "", ClientTools.typeScriptCompiler());
    everyOperationIsCalled(
        ClientTools.linesOf(
            ClientTools.TYPESCRIPT,
            prepared("typescript@example.com"),
            "node",
            "dist/every-operation.js"));
  }

  @Test
  void thePythonClientCallsEveryOperation() {
    everyOperationIsCalled(
        ClientTools.linesOf(
            ClientTools.PYTHON,
            prepared("python@example.com"),
            ClientTools.python(),
            "test/every_operation.py"));
  }

  @Test
  void theExamplesOfTheDocsPrintTheTip(@TempDir Path folder) throws IOException {
    ClientTools.typeScriptCompiler(); // Installed with what the client needs.
    String email = "reader@example.com";
    var account = SHARED.oo().todoist().emptyAccount(email);
    SHARED.oo().todoist().add(account.id(), "Read the manual");
    HttpPerson reader = SHARED.person().signIn(email).connect(email);
    Files.createSymbolicLink(
        Files.createDirectory(folder.resolve("node_modules")).resolve("oo-client"),
        ClientTools.TYPESCRIPT);
    Files.writeString(folder.resolve("example.mjs"), example("ts"));
    Files.writeString(folder.resolve("example.py"), example("python"));
    for (String[] command :
        List.of(
            new String[] {"node", "example.mjs"},
            new String[] {ClientTools.python(), "example.py"})) {
      ClientTools.Run run =
          ClientTools.run(folder, "", Map.of("OO_COOKIE", reader.cookieHeader()), command);
      assertThat(run.lines()).containsExactly("Read the manual");
    }
  }

  /** A code block of docs/api.md, with the address of the server of this test. */
  private static String example(String language) throws IOException {
    String guide = Files.readString(Oo.TREE.resolve("docs/api.md"));
    int from = guide.indexOf("```" + language + "\n");
    String block = guide.substring(from, guide.indexOf("\n```", from) + 1);
    return block
        .substring(block.indexOf('\n') + 1)
        .replace("http://localhost:8080", SHARED.oo().at(""));
  }

  private static void everyOperationIsCalled(List<String> lines) {
    assertThat(lines.stream().map(line -> line.split(" ")[0]))
        .containsExactlyInAnyOrderElementsOf(OpenApi.read().functions().values());
  }

  /** The redirects that only a browser can get: from Google after signing in, and from Todoist. */
  private static String prepared(String email) {
    var account = SHARED.oo().todoist().emptyAccount(email);
    Stream.of("Call", "Write", "Read")
        .forEach(task -> SHARED.oo().todoist().add(account.id(), task));
    HttpPerson guest = SHARED.person();
    Map<String, String> signIn = parameters(guest, guest.backFromGoogle("guest-" + email));
    HttpPerson person = SHARED.person().signIn(email).connect(email);
    Map<String, String> consent = parameters(person, person.backFromTodoist(email));
    return Json.mapper()
        .writeValueAsString(
            Map.of("site", SHARED.oo().at(""), "signIn", signIn, "person", consent));
  }

  private static Map<String, String> parameters(HttpPerson person, String redirect) {
    var query =
        new HashMap<>(
            Stream.of(redirect.substring(redirect.indexOf('?') + 1).split("&"))
                .map(parameter -> parameter.split("=", 2))
                .collect(
                    toMap(
                        pair -> pair[0],
                        pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8))));
    query.keySet().retainAll(Set.of("state", "code", "iss")); // Google sends more.
    query.put("cookie", person.cookieHeader());
    return query;
  }
}
