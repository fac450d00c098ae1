package oo.host.http;

/** One header line of a reply; a name may occur several times ({@code Set-Cookie}). */
public record Header(String name, String value) {
  public Header {
    if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("A header's value has no line breaks: " + name);
    }
  }
}
