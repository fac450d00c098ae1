package oo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class SiteUploadTest {

  @Test
  void onlyWhatPagesAreMadeOfIsUploaded() {
    assertThat(SiteUpload.files(Path.of("../../static-site")).keySet())
        .contains("index.html", "tip.html", "404.html", "js/tip.js", "css/oo.css")
        .doesNotContain("README.md", "jsconfig.json", "types.d.ts")
        .noneMatch(key -> key.endsWith(".test.js") || key.contains("node_modules"));
  }
}
