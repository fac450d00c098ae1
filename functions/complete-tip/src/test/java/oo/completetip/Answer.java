package oo.completetip;

import oo.contract.Json;
import oo.host.http.Reply;
import tools.jackson.databind.JsonNode;

/** A reply as JSON. */
record Answer(int status, JsonNode body) {
  Answer(Reply reply) {
    this(reply.status(), Json.mapper().readTree(reply.body()));
  }

  /** A field of it, as text; the words {@code null} and an empty text for what is not there. */
  String say(String field) {
    return body.path(field).asString("");
  }

  /** What holds now, in short: {@code done waiting}; or the problem's code. */
  String holds() {
    return status == 200 ? say("state") + " " + say("delivery") : status + " " + say("code");
  }
}
