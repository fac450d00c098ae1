"""Keeps a small table of features from oO's events, in SQLite.

    NATS_URL=nats://127.0.0.1:4222 python consumer.py features.db

Each event is applied once, by its id, and acknowledged after the commit: the table is right whenever this process,
the broker or oO is killed. An event that comes late, as redelivered ones do, never overwrites a newer one of its task.

    python consumer.py --print features.db          prints the table as JSON
    python consumer.py --until-idle features.db     ends when no event came for three seconds
"""

import asyncio
import contextlib
import json
import os
import sqlite3
import sys

import nats
import nats.errors
import nats.js.errors
from nats.js.api import ConsumerConfig

STREAM = "OO_EVENTS"
DURABLE = "features"
BATCH = 100
# Of what an event may say in a later version of oO, this reads what it knows.
SCHEMA = 1

TABLES = """
create table if not exists seen (id text primary key, seq integer not null);
create table if not exists forgotten (user text, connection text, seq integer not null, primary key (user, connection));
create table if not exists task (user text, connection text, subject text, seq integer not null, open integer not null,
    priority integer, minutes integer, recurring integer, words integer, primary key (user, connection, subject));
create table if not exists person (user text primary key, done integer not null, not_now integer not null, undone integer not null);
"""


def opened(path):
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript("pragma journal_mode = wal; pragma synchronous = full;" + TABLES)
    return db


def applied(db, kind, user, event_id, seq, event):
    """Applies an event once; the caller's transaction."""
    if db.execute("insert or ignore into seen values (?, ?)", (event_id, seq)).rowcount == 0:
        return
    if kind == "user_deleted":
        forgotten(db, user, "", seq)
    elif kind == "connection_ended":
        forgotten(db, user, event["connection"], seq)
    elif db.execute(
        "select 1 from forgotten where user = ? and connection in ('', ?) and seq > ?", (user, connection(event), seq)
    ).fetchone():
        return
    elif kind.startswith("task_"):
        changed(db, user, kind in ("task_opened", "task_changed"), seq, event)
    elif kind in ("tip_done", "tip_not_now", "tip_undone"):
        column = kind.removeprefix("tip_")
        db.execute("insert or ignore into person values (?, 0, 0, 0)", (user,))
        db.execute(f"update person set {column} = {column} + 1 where user = ?", (user,))


def connection(event):
    place = event["connection"]
    return place["connection"] if isinstance(place, dict) else place


def changed(db, user, is_open, seq, event):
    task = event.get("task") or {}
    title = task.get("title")
    db.execute(
        """insert into task values (?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (user, connection, subject) do update set seq = excluded.seq, open = excluded.open,
            priority = coalesce(excluded.priority, priority), minutes = coalesce(excluded.minutes, minutes),
            recurring = coalesce(excluded.recurring, recurring), words = coalesce(excluded.words, words)
        where excluded.seq > task.seq""",
        (
            user,
            connection(event),
            event["subject"],
            seq,
            is_open,
            task.get("priority"),
            task.get("minutes"),
            task.get("recurring"),
            None if title is None else len(title.split()),
        ),
    )


def forgotten(db, user, of, seq):
    """Removes what is known of a user, or of one connection; what comes later of before is ignored."""
    db.execute("insert or replace into forgotten values (?, ?, ?)", (user, of, seq))
    db.execute("delete from task where user = ? and ? in ('', connection)", (user, of))
    if of == "":
        db.execute("delete from person where user = ?", (user,))


def committed(db, messages):
    db.execute("begin immediate")
    for message in messages:
        _, _, user, kind = message.subject.split(".")
        if int(message.headers["Oo-Schema"]) == SCHEMA:
            seq = message.metadata.sequence.stream
            applied(db, kind, user, message.headers["Nats-Msg-Id"], seq, json.loads(message.data))
    db.execute("commit")


async def consumed(db, until_idle):
    broker = await nats.connect(os.environ.get("NATS_URL", "nats://127.0.0.1:4222"), max_reconnect_attempts=-1)
    stream = broker.jetstream()
    config = ConsumerConfig(durable_name=DURABLE, ack_wait=10)
    while True:
        try:
            events = await stream.pull_subscribe("oo.events.>", DURABLE, stream=STREAM, config=config)
            break
        except (nats.js.errors.NotFoundError, nats.errors.TimeoutError):
            await asyncio.sleep(1)  # oO makes the stream with its first event.
    while True:
        try:
            messages = await events.fetch(BATCH, timeout=3)
        except nats.errors.TimeoutError:
            info = await events.consumer_info() if until_idle else None
            if info and info.num_pending == 0 and info.num_ack_pending == 0:
                break
            continue
        except (nats.errors.Error, nats.js.errors.Error):
            await asyncio.sleep(1)  # The broker went away; what was not acknowledged comes again.
            continue
        committed(db, messages)
        for message in messages:
            with contextlib.suppress(nats.errors.Error):
                await message.ack()
    await broker.close()


def printed(db):
    rows = db.execute("select user, subject, open, priority, words from task order by user, subject").fetchall()
    people = db.execute("select user, done, not_now, undone from person order by user").fetchall()
    print(json.dumps({"tasks": rows, "people": people}))


def main(arguments):
    db = opened(arguments[-1])
    if "--print" in arguments:
        printed(db)
    else:
        asyncio.run(consumed(db, "--until-idle" in arguments))


if __name__ == "__main__":
    main(sys.argv[1:])
