from typing import Literal

Delivery = Literal[
    "cancelled",
    "delivered",
    "none",
    "refused",
    "reopened",
    "reopening",
    "sending",
    "waiting",
]

DELIVERY_VALUES: set[Delivery] = {
    "cancelled",
    "delivered",
    "none",
    "refused",
    "reopened",
    "reopening",
    "sending",
    "waiting",
}


def check_delivery(value: str) -> Delivery:
    if value in DELIVERY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DELIVERY_VALUES!r}")
