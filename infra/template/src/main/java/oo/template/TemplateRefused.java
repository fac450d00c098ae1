package oo.template;

/** The template says something that the server would not do; the message names the place. */
public final class TemplateRefused extends RuntimeException {
  TemplateRefused(String where, String what) {
    super(where + ": " + what);
  }

  /** As a failed lookup or a missing function of the code, said by the server. */
  public TemplateRefused(String message) {
    super(message);
  }
}
