from typing import Literal

NoticeKind = Literal[
    "closed_with",
    "dropped",
    "moved",
    "refused",
    "session_reuse",
    "taken_back",
    "undo_too_late",
]

NOTICE_KIND_VALUES: set[NoticeKind] = {
    "closed_with",
    "dropped",
    "moved",
    "refused",
    "session_reuse",
    "taken_back",
    "undo_too_late",
}


def check_notice_kind(value: str) -> NoticeKind:
    if value in NOTICE_KIND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {NOTICE_KIND_VALUES!r}"
    )
