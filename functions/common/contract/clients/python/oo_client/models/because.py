from typing import Literal

Because = Literal[
    "all_later",
    "all_put_aside",
    "first_fetch_running",
    "nothing_connected",
    "nothing_left",
    "read_failing",
    "reconnect_needed",
]

BECAUSE_VALUES: set[Because] = {
    "all_later",
    "all_put_aside",
    "first_fetch_running",
    "nothing_connected",
    "nothing_left",
    "read_failing",
    "reconnect_needed",
}


def check_because(value: str) -> Because:
    if value in BECAUSE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BECAUSE_VALUES!r}")
