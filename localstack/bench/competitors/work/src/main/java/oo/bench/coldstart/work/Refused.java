package oo.bench.coldstart.work;

/** An answer of no. */
final class Refused extends RuntimeException {
  final int status;

  Refused(int status, String code) {
    super(code, null, false, false);
    this.status = status;
  }
}
