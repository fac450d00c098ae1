"""What openapi.yaml cannot say: who is signed in, which ids exist, and which well-formed values mean nothing.

Schemathesis loads this file. OO_PEOPLE is an address of SchemathesisIT: each POST makes a person with a session, a
connection and tasks, and returns their cookies and ids. Without it no one is signed in. Each answer's operation and
status go to the file OO_REACHED.
"""

import json
import os
import random
from datetime import UTC, datetime, timedelta
from urllib.request import urlopen
from uuid import UUID

import schemathesis

SITE = os.environ["OO_SITE"]
PEOPLE = os.environ.get("OO_PEOPLE")
REACHED = os.environ["OO_REACHED"]
CHANCE = random.Random(1)

# A success of these ends what the other cases need.
ENDING = ("disconnect", "delete_profile", "sign_out")


schemathesis.serializer.alias("application/csp-report", "application/json")


class Person:
    """The cookies that a browser of one person keeps, and ids of what is theirs."""

    def __init__(self, made: dict) -> None:
        self.cookies: dict[str, str] = made["cookies"]
        self.ids: dict[str, str] = made["ids"]

    def header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def keep(self, answers: list[str]) -> None:
        for answer in answers:
            name, _, value = answer.partition(";")[0].partition("=")
            if "Max-Age=0" in answer:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value


person: Person | None = None


def current() -> Person:
    """The person; another one when this one has signed out, disconnected or left."""
    global person
    if person is None:
        with urlopen(PEOPLE, data=b"") as made:
            person = Person(json.load(made))
    return person


def name_of(case) -> str:
    return case.operation.definition.raw["operationId"]


@schemathesis.hook
def before_call(context, case, kwargs):
    case.headers["X-OO"] = "1"
    case.headers["Origin"] = SITE
    case.headers.pop("Cookie", None)
    if PEOPLE is None:
        return
    someone = current()
    case.headers["Cookie"] = someone.header()
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    name = name_of(case)
    if "id" in (case.path_parameters or {}) and CHANCE.random() < 0.7:
        case.path_parameters["id"] = someone.ids[{"disconnect": "connection", "end_session": "session"}.get(name, "tip")]
    if name == "stop_mail" and CHANCE.random() < 0.7:
        case.query["token"] = someone.ids["mail"]
    if isinstance(case.body, dict):
        case.body.update(meant(name, case.body, someone))


def meant(name: str, body: dict, someone: Person) -> dict:
    """What replaces another's id, an event that is there already, a time that is over, and a context that cannot be kept."""
    if name == "recommend":
        instead = {"user_id": someone.ids["user"]} if body.get("user_id") else {}
        return {**instead, "context": kept(body["context"])} if body.get("context") else instead
    instead = {"event_id": some_id()} if "event_id" in body else {}
    if body.get("until"):
        ahead = timedelta(minutes=CHANCE.randint(5, 40_000))
        instead["until"] = (datetime.now(UTC) + ahead).isoformat()
    return instead


def some_id() -> str:
    return str(UUID(int=CHANCE.getrandbits(128), version=4))


def kept(value):
    """Any JSON without a NUL and without a number of more than 40 digits, as a schema cannot say it of free JSON."""
    if isinstance(value, dict):
        return {kept(key): kept(part) for key, part in value.items()}
    if isinstance(value, list):
        return [kept(part) for part in value]
    if isinstance(value, str):
        return value.replace("\0", "")
    return round(value % 1_000_000, 3) if isinstance(value, float) else value


@schemathesis.hook
def after_call(context, case, response):
    global person
    with open(REACHED, "a", encoding="utf-8") as reached:
        reached.write(f"{name_of(case)} {response.status_code}\n")
    if person is None:
        return
    person.keep(response.headers.get("set-cookie", []))
    if not person.cookies or (name_of(case) in ENDING and response.status_code < 300):
        person = None


@schemathesis.check
def no_stranger_is_served(ctx, response, case):
    """Without a session, an operation of a session is refused."""
    if PEOPLE is None and case.operation.definition.raw["x-guard"] == "session":
        assert response.status_code >= 400, f"{response.status_code} without a session"
