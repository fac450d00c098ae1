from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.because import Because, check_because
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.delivery_view import DeliveryView
    from ..models.notice import Notice
    from ..models.tip import Tip


T = TypeVar("T", bound="RecommendReply")


@_attrs_define
class RecommendReply:
    """
    Attributes:
        user_id (UUID): Whose tip it is. A page sends the taps of this user only.
        notices (list[Notice]):
        deliveries (list[DeliveryView]): The person's taps that are on their way to the source, and those that got there
            or were refused in the last two minutes; the newest first, at most 20.
        tip (None | Tip | Unset):
        because (Because | None | Unset): Why there is no tip; null exactly when there is one.
        until (datetime.datetime | None | Unset): With `all_put_aside` and `all_later`, when the first task comes.
        detail (None | str | Unset): With `read_failing` and `reconnect_needed`, what went wrong, in words.
    """

    user_id: UUID
    notices: list[Notice]
    deliveries: list[DeliveryView]
    tip: None | Tip | Unset = UNSET
    because: Because | None | Unset = UNSET
    until: datetime.datetime | None | Unset = UNSET
    detail: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.tip import Tip

        user_id = str(self.user_id)

        notices = []
        for notices_item_data in self.notices:
            notices_item = notices_item_data.to_dict()
            notices.append(notices_item)

        deliveries = []
        for deliveries_item_data in self.deliveries:
            deliveries_item = deliveries_item_data.to_dict()
            deliveries.append(deliveries_item)

        tip: dict[str, Any] | None | Unset
        if isinstance(self.tip, Unset):
            tip = UNSET
        elif isinstance(self.tip, Tip):
            tip = self.tip.to_dict()
        else:
            tip = self.tip

        because: None | str | Unset
        if isinstance(self.because, Unset):
            because = UNSET
        elif isinstance(self.because, str):
            because = self.because
        else:
            because = self.because

        until: None | str | Unset
        if isinstance(self.until, Unset):
            until = UNSET
        elif isinstance(self.until, datetime.datetime):
            until = self.until.isoformat()
        else:
            until = self.until

        detail: None | str | Unset
        if isinstance(self.detail, Unset):
            detail = UNSET
        else:
            detail = self.detail

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "user_id": user_id,
                "notices": notices,
                "deliveries": deliveries,
            }
        )
        if tip is not UNSET:
            field_dict["tip"] = tip
        if because is not UNSET:
            field_dict["because"] = because
        if until is not UNSET:
            field_dict["until"] = until
        if detail is not UNSET:
            field_dict["detail"] = detail

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.delivery_view import DeliveryView
        from ..models.notice import Notice
        from ..models.tip import Tip

        d = dict(src_dict)
        user_id = UUID(d.pop("user_id"))

        notices = []
        _notices = d.pop("notices")
        for notices_item_data in _notices:
            notices_item = Notice.from_dict(notices_item_data)

            notices.append(notices_item)

        deliveries = []
        _deliveries = d.pop("deliveries")
        for deliveries_item_data in _deliveries:
            deliveries_item = DeliveryView.from_dict(deliveries_item_data)

            deliveries.append(deliveries_item)

        def _parse_tip(data: object) -> None | Tip | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                tip_type_1 = Tip.from_dict(data)

                return tip_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Tip | Unset, data)

        tip = _parse_tip(d.pop("tip", UNSET))

        def _parse_because(data: object) -> Because | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                because_type_1 = check_because(data)

                return because_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Because | None | Unset, data)

        because = _parse_because(d.pop("because", UNSET))

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

        def _parse_detail(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        detail = _parse_detail(d.pop("detail", UNSET))

        recommend_reply = cls(
            user_id=user_id,
            notices=notices,
            deliveries=deliveries,
            tip=tip,
            because=because,
            until=until,
            detail=detail,
        )

        return recommend_reply
