"""Calls every operation once, with what ClientsIT prepared, and says how each was answered."""

import json
import sys
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from oo_client import Client
from oo_client.api.auth import (
    begin_sign_in,
    change_profile,
    delete_profile,
    end_session,
    export_profile,
    finish_sign_in,
    open_mail_stop,
    profile,
    refresh_session,
    report_error,
    report_violation,
    sign_out,
    stop_mail,
)
from oo_client.api.complete_tip import complete, not_now, undo
from oo_client.api.connect_callback import begin_oauth, disconnect, finish_oauth, list_connectors
from oo_client.api.fetch_signals import request_fetch
from oo_client.api.health import (
    auth_health,
    complete_tip_health,
    connect_callback_health,
    fetch_signals_health,
    recommend_health,
)
from oo_client.api.recommend import recommend
from oo_client.models import (
    BeginOauthRequest,
    ChangeProfileRequest,
    CompleteRequest,
    Context,
    MailWishes,
    NotNowRequest,
    Problem,
    RecommendRequest,
    ReportErrorBody,
    ReportViolationBody,
    SignOutRequest,
    UndoRequest,
)

prepared = json.load(sys.stdin)
site = prepared["site"]


def client(cookie: str | None = None) -> Client:
    headers = {"X-OO": "1", "Origin": site}
    if cookie is not None:
        headers["Cookie"] = cookie
    return Client(site, headers=headers, raise_on_unexpected_status=True)


def called(operation: Any, expected: int, **arguments: Any) -> Any:
    """The answer of an operation's module, when its status is the one expected."""
    name = operation.__name__.rpartition(".")[2]
    answer = operation.sync_detailed(**arguments)
    print(name, answer.status_code.value)
    assert answer.status_code == expected, f"{name}: {answer.parsed}"
    return answer


misdirected = profile.sync(client=client().with_headers({"Host": "elsewhere.test:1"}))
assert isinstance(misdirected, Problem) and misdirected.status == 421, misdirected
anonymous = client()
for health in (
    auth_health,
    connect_callback_health,
    fetch_signals_health,
    recommend_health,
    complete_tip_health,
):
    checks = called(health, 200, client=anonymous).parsed.checks
    assert checks and all(check.ok for check in checks), checks
begun = called(begin_sign_in, 302, client=anonymous, return_to="/tip.html")
assert begun.headers["Location"].startswith("http")

sign_in = prepared["signIn"]
finished = called(finish_sign_in, 303, client=client(sign_in.pop("cookie")), **sign_in)
assert finished.headers["Location"] == f"{site}/tip.html"
pairs = [line.partition(";")[0] for line in finished.headers.get_list("Set-Cookie")]
guest = client("; ".join(pair for pair in pairs if not pair.endswith("=")))
called(refresh_session, 204, client=guest)
called(sign_out, 204, client=guest, body=SignOutRequest(everywhere=True))
report = {"csp-report": {"document-uri": f"{site}/tip.html", "blocked-uri": "inline"}}
called(open_mail_stop, 303, client=guest, token="a-link-that-no-mail-has")
called(stop_mail, 404, client=guest, token="a-link-that-no-mail-has")
called(report_violation, 204, client=guest, body=ReportViolationBody.from_dict(report))
error = ReportErrorBody("/tip.html", "TypeError", "x is null", ["look /js/tip.js:12:5"])
called(report_error, 204, client=guest, body=error)

person = prepared["person"]
oo = client(person.pop("cookie"))
assert any(one.current for one in called(profile, 200, client=oo).parsed.sessions)
wishes = MailWishes(reconnect=True, session_reuse=False)
called(change_profile, 204, client=oo, body=ChangeProfileRequest(mail=wishes))
begun = called(begin_oauth, 200, client=oo, provider="todoist", body=BeginOauthRequest()).parsed
assert urlsplit(begun.redirect_url).scheme
back = called(finish_oauth, 303, client=oo, provider="todoist", **person)
assert back.headers["Location"] == f"{site}/connect.html?connected=todoist"
connectors = called(list_connectors, 200, client=oo).parsed.connectors
connection = next(one for connector in connectors for one in connector.connections)
assert called(request_fetch, 202, client=oo).parsed.connections > 0

ask = RecommendRequest(context=Context(zone="Europe/Berlin"))
tip = called(recommend, 200, client=oo, body=ask).parsed.tip
done = CompleteRequest(event_id=uuid4())
completed = called(complete, 200, client=oo, id=tip.id, body=done).parsed
assert (completed.state, completed.delivery) == ("done", "waiting"), completed
taken_back = UndoRequest(event_id=uuid4(), undoes=done.event_id)
assert called(undo, 200, client=oo, id=tip.id, body=taken_back).parsed.state == "undone"
following = recommend.sync(client=oo, body=ask).tip
aside = called(not_now, 200, client=oo, id=following.id, body=NotNowRequest(event_id=uuid4())).parsed
assert aside.state == "not_now" and aside.until > datetime.now(UTC), aside

called(end_session, 204, client=oo, id=uuid4())
assert called(export_profile, 200, client=oo).parsed.url
called(disconnect, 202, client=oo, id=connection.id)
called(delete_profile, 202, client=oo)
