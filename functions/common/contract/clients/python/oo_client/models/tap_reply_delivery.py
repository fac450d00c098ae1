from typing import Literal

TapReplyDelivery = Literal[
    "cancelled",
    "delivered",
    "none",
    "refused",
    "reopened",
    "reopening",
    "sending",
    "waiting",
]

TAP_REPLY_DELIVERY_VALUES: set[TapReplyDelivery] = {
    "cancelled",
    "delivered",
    "none",
    "refused",
    "reopened",
    "reopening",
    "sending",
    "waiting",
}


def check_tap_reply_delivery(value: str) -> TapReplyDelivery:
    if value in TAP_REPLY_DELIVERY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {TAP_REPLY_DELIVERY_VALUES!r}"
    )
