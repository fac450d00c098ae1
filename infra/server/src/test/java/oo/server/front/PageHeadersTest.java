package oo.server.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import oo.host.http.Header;
import org.junit.jupiter.api.Test;

/** A page has the same headers here and behind CloudFront. */
final class PageHeadersTest {

  @Test
  void cloudFrontSendsWhatTheFrontSends() throws Exception {
    String template = Files.readString(Path.of("../../infra/sam-template.yaml"));
    String pages =
        template.substring(
            template.indexOf("\n  PageHeaders:"), template.indexOf("\n  ApiHeaders:"));
    FrontReply page = new SiteFiles(Path.of("../../static-site")).answer("/", null, false);

    assertThat(page.status()).isEqualTo(200);
    for (Header header : page.headers()) {
      switch (header.name()) {
        case "Content-Security-Policy" ->
            assertThat(pages).contains("ContentSecurityPolicy: \"" + header.value() + "\"");
        case "Permissions-Policy" ->
            assertThat(pages)
                .contains("{Header: Permissions-Policy, Value: \"" + header.value() + "\"");
        case "Content-Type", "Cache-Control", "ETag", "Vary" -> {} // A file's own.
        default -> throw new AssertionError("Add " + header.name() + " to PageHeaders");
      }
    }
  }
}
