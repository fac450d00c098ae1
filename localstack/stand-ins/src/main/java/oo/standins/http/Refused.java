package oo.standins.http;

/** Ends a request with an answer other than the one it hoped for. */
public final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient Answer answer;

  public Refused(Answer answer) {
    super(null, null, false, false);
    this.answer = answer;
  }

  public Answer answer() {
    return answer;
  }
}
