from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.delivery import Delivery, check_delivery
from ..types import UNSET, Unset

T = TypeVar("T", bound="DeliveryView")


@_attrs_define
class DeliveryView:
    """
    Attributes:
        decision_id (UUID): The tip's id.
        title (str): The task's title.
        delivery (Delivery): How far the closing at the source has come.
        next_ (datetime.date | None | Unset): With `delivered`, the day on which a recurring task is due next, in the
            page's zone.
    """

    decision_id: UUID
    title: str
    delivery: Delivery
    next_: datetime.date | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        decision_id = str(self.decision_id)

        title = self.title

        delivery: str = self.delivery

        next_: None | str | Unset
        if isinstance(self.next_, Unset):
            next_ = UNSET
        elif isinstance(self.next_, datetime.date):
            next_ = self.next_.isoformat()
        else:
            next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "decision_id": decision_id,
                "title": title,
                "delivery": delivery,
            }
        )
        if next_ is not UNSET:
            field_dict["next"] = next_

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        decision_id = UUID(d.pop("decision_id"))

        title = d.pop("title")

        delivery = check_delivery(d.pop("delivery"))

        def _parse_next_(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                next_type_0 = datetime.date.fromisoformat(data)

                return next_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        next_ = _parse_next_(d.pop("next", UNSET))

        delivery_view = cls(
            decision_id=decision_id,
            title=title,
            delivery=delivery,
            next_=next_,
        )

        return delivery_view
