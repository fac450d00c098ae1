from typing import Literal

TipKind = Literal["advice", "todo"]

TIP_KIND_VALUES: set[TipKind] = {
    "advice",
    "todo",
}


def check_tip_kind(value: str) -> TipKind:
    if value in TIP_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TIP_KIND_VALUES!r}")
