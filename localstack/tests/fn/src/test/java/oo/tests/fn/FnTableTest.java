package oo.tests.fn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import oo.template.TemplateReader;
import oo.tests.journey.Oo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FnTableTest {
  @TempDir Path folder;

  @Test
  void theTableIsWhatTheTemplateSays() {
    assertThat(FnTable.read().rows().stream().map(FnTable.Row::toString))
        .containsExactlyElementsOf(
            FnTable.of(TemplateReader.read(Oo.TREE.resolve("infra/sam-template.yaml")))
                .rows()
                .stream()
                .map(FnTable.Row::toString)
                .toList());
  }

  @Test
  void aFunctionARowIsMadeWithItsOwnSettingsAlone() throws Exception {
    List<String> said = create(Map.of("SITE_ORIGIN", "https://oo.example", "VAULT_KEYS", "k1:a b"));

    assertThat(said)
        .filteredOn(line -> line.startsWith("create app"))
        .containsExactly("create app oo");
    List<String> functions =
        said.stream().filter(line -> line.startsWith("create function")).toList();
    assertThat(functions).hasSameSizeAs(FnTable.read().rows());
    assertThat(functions)
        .anySatisfy(line ->
            assertThat(line)
                .startsWith("create function oo complete registry.example/oo/complete-tip:v7 ")
                .contains(
                    "--timeout 10",
                    "--config FUNCTION_NAME=complete",
                    "--config ROUTE=POST /api/tips/{id}/complete",
                    "--config DELIVER_QUEUE=DeliverQueue",
                    "--config SITE_ORIGIN=https://oo.example")
                .doesNotContain("VAULT_KEYS", "ftp"))
        .anySatisfy(line ->
            assertThat(line)
                .startsWith("create function oo deliver_completions ")
                .contains("--config VAULT_KEYS=k1:a b")
                .doesNotContain("TODOIST_CLIENT_ID", "ftp"))
        .anySatisfy(line ->
            assertThat(line)
                .startsWith("create function oo recommend ")
                .contains("--config POLICY=random")
                .doesNotContain("VAULT_KEYS"));
  }

  @Test
  void whatIsThereIsUpdated() throws Exception {
    Files.createFile(folder.resolve("there"));

    List<String> said = create(Map.of());

    assertThat(said).noneMatch(line -> line.startsWith("create"));
    assertThat(said)
        .filteredOn(line -> line.startsWith("update function oo migrate --image"))
        .hasSize(1);
  }

  /** What it told a CLI that only listens, a line a call. */
  private List<String> create(Map<String, String> settings) throws Exception {
    Path cli = folder.resolve("fn");
    Files.writeString(
        cli,
        """
        #!/bin/sh
        echo "$*" >>"%1$s/said"
        case $1 in inspect) test -e "%1$s/there" ;; esac
        """
            .formatted(folder));
    assertThat(cli.toFile().setExecutable(true)).isTrue();
    var builder =
        new ProcessBuilder(Oo.TREE.resolve("infra/fn/create").toString(), "registry.example/oo/");
    builder.environment().putAll(settings);
    builder.environment().put("FETCH_QUEUE", "https://an.sqs.example/queue");
    builder.environment().put("DELIVER_QUEUE", "ftp");
    builder.environment().put("TAG", "v7");
    builder
        .environment()
        .merge("PATH", folder.toString(), (path, own) -> own + File.pathSeparator + path);
    Process process = builder.redirectErrorStream(true).start();
    String out =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return said();
  }

  private List<String> said() throws IOException {
    return Files.readAllLines(folder.resolve("said"));
  }
}
