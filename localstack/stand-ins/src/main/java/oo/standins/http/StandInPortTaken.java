package oo.standins.http;

/** Another program listens where a stand-in should; the message is one sentence. */
public final class StandInPortTaken extends IllegalStateException {
  StandInPortTaken(String standIn, int port, Throwable cause) {
    super("Port " + port + " of the stand-in " + standIn + " is taken by another program.", cause);
  }
}
