package oo.server.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import oo.host.http.Header;
import org.junit.jupiter.api.Test;

/** A page and an answer of the API have the same headers here and behind CloudFront. */
final class PageHeadersTest {

  @Test
  void cloudFrontSendsWhatTheFrontSends() throws Exception {
    String template = Files.readString(Path.of("../../infra/sam-template.yaml"));
    int pages = template.indexOf("\n  PageHeaders:");
    int api = template.indexOf("\n  ApiHeaders:");
    FrontReply page = new SiteFiles(Path.of("../../static-site")).answer("/", null, false);
    assertThat(page.status()).isEqualTo(200);

    var ofPages = new ArrayList<>(ReplyHeaders.ALWAYS);
    ofPages.removeIf(header -> header.name().equals("Content-Security-Policy"));
    ofPages.addAll(page.headers());
    ofPages.add(ReplyHeaders.HTTPS_ONLY);
    sends(template.substring(pages, api), ofPages);

    var ofApi = new ArrayList<>(ReplyHeaders.ALWAYS);
    ofApi.add(ReplyHeaders.HTTPS_ONLY);
    sends(template.substring(api, template.indexOf("\n  Distribution:")), ofApi);
  }

  private static void sends(String policy, List<Header> headers) {
    for (Header header : headers) {
      String value = header.value();
      switch (header.name()) {
        case "Content-Security-Policy" ->
            assertThat(policy).contains("ContentSecurityPolicy: \"" + value + "\"");
        case "Strict-Transport-Security" -> {
          assertThat(value).isEqualTo("max-age=31536000; includeSubDomains");
          assertThat(policy)
              .contains("{AccessControlMaxAgeSec: 31536000, IncludeSubdomains: true, ");
        }
        case "X-Content-Type-Options" -> assertThat(policy).contains("ContentTypeOptions: {");
        case "X-Frame-Options" -> assertThat(policy).contains("FrameOption: " + value);
        case "Referrer-Policy" -> assertThat(policy).contains("ReferrerPolicy: " + value);
        case "Permissions-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy" ->
            assertThat(policy.replace("\"", ""))
                .contains("{Header: " + header.name() + ", Value: " + value + ",");
        case "Content-Type", "Cache-Control", "ETag", "Vary" -> {} // A file's own.
        default -> throw new AssertionError("Add " + header.name() + " to the template");
      }
    }
  }
}
