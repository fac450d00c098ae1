from typing import Literal

ConnectionViewState = Literal["failing", "first_fetch", "live", "reconnect"]

CONNECTION_VIEW_STATE_VALUES: set[ConnectionViewState] = {
    "failing",
    "first_fetch",
    "live",
    "reconnect",
}


def check_connection_view_state(value: str) -> ConnectionViewState:
    if value in CONNECTION_VIEW_STATE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CONNECTION_VIEW_STATE_VALUES!r}"
    )
