package oo.bench.competitors;

/** The request is refused with this status and code. */
final class Refused extends RuntimeException {
  final int status;

  Refused(int status, String code) {
    super(code, null, false, false);
    this.status = status;
  }
}
