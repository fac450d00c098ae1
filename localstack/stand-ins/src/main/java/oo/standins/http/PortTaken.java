package oo.standins.http;

/** Another program listens where a stand-in should; the message is one sentence. */
public final class PortTaken extends IllegalStateException {
  PortTaken(String standIn, int port, Throwable cause) {
    super(
        "Port "
            + port
            + ", where the stand-in "
            + standIn
            + " listens, is taken by another program.",
        cause);
  }
}
