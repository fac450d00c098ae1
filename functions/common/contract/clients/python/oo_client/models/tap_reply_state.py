from typing import Literal

TapReplyState = Literal["done", "not_now", "undone"]

TAP_REPLY_STATE_VALUES: set[TapReplyState] = {
    "done",
    "not_now",
    "undone",
}


def check_tap_reply_state(value: str) -> TapReplyState:
    if value in TAP_REPLY_STATE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {TAP_REPLY_STATE_VALUES!r}"
    )
