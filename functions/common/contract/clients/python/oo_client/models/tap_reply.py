from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.delivery import Delivery, check_delivery
from ..models.tap_reply_state import TapReplyState, check_tap_reply_state
from ..types import UNSET, Unset

T = TypeVar("T", bound="TapReply")


@_attrs_define
class TapReply:
    """
    Attributes:
        tip_id (UUID):
        state (TapReplyState):
        delivery (Delivery): How far the closing at the source has come.
        undo_until (datetime.datetime | None | Unset): Until when the page offers to undo.
        until (datetime.datetime | None | Unset): With `not_now`, when the task comes back.
    """

    tip_id: UUID
    state: TapReplyState
    delivery: Delivery
    undo_until: datetime.datetime | None | Unset = UNSET
    until: datetime.datetime | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        tip_id = str(self.tip_id)

        state: str = self.state

        delivery: str = self.delivery

        undo_until: None | str | Unset
        if isinstance(self.undo_until, Unset):
            undo_until = UNSET
        elif isinstance(self.undo_until, datetime.datetime):
            undo_until = self.undo_until.isoformat()
        else:
            undo_until = self.undo_until

        until: None | str | Unset
        if isinstance(self.until, Unset):
            until = UNSET
        elif isinstance(self.until, datetime.datetime):
            until = self.until.isoformat()
        else:
            until = self.until

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "tip_id": tip_id,
                "state": state,
                "delivery": delivery,
            }
        )
        if undo_until is not UNSET:
            field_dict["undo_until"] = undo_until
        if until is not UNSET:
            field_dict["until"] = until

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        tip_id = UUID(d.pop("tip_id"))

        state = check_tap_reply_state(d.pop("state"))

        delivery = check_delivery(d.pop("delivery"))

        def _parse_undo_until(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                undo_until_type_0 = datetime.datetime.fromisoformat(data)

                return undo_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        undo_until = _parse_undo_until(d.pop("undo_until", UNSET))

        def _parse_until(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                until_type_0 = datetime.datetime.fromisoformat(data)

                return until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        until = _parse_until(d.pop("until", UNSET))

        tap_reply = cls(
            tip_id=tip_id,
            state=state,
            delivery=delivery,
            undo_until=undo_until,
            until=until,
        )

        return tap_reply
