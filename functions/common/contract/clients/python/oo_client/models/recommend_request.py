from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.context import Context


T = TypeVar("T", bound="RecommendRequest")


@_attrs_define
class RecommendRequest:
    """
    Attributes:
        user_id (None | Unset | UUID):
        context (Context | None | Unset):
        seen_notices (list[UUID] | None | Unset): Notices that the person has dismissed.
    """

    user_id: None | Unset | UUID = UNSET
    context: Context | None | Unset = UNSET
    seen_notices: list[UUID] | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.context import Context

        user_id: None | str | Unset
        if isinstance(self.user_id, Unset):
            user_id = UNSET
        elif isinstance(self.user_id, UUID):
            user_id = str(self.user_id)
        else:
            user_id = self.user_id

        context: dict[str, Any] | None | Unset
        if isinstance(self.context, Unset):
            context = UNSET
        elif isinstance(self.context, Context):
            context = self.context.to_dict()
        else:
            context = self.context

        seen_notices: list[str] | None | Unset
        if isinstance(self.seen_notices, Unset):
            seen_notices = UNSET
        elif isinstance(self.seen_notices, list):
            seen_notices = []
            for seen_notices_type_0_item_data in self.seen_notices:
                seen_notices_type_0_item = str(seen_notices_type_0_item_data)
                seen_notices.append(seen_notices_type_0_item)

        else:
            seen_notices = self.seen_notices

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if user_id is not UNSET:
            field_dict["user_id"] = user_id
        if context is not UNSET:
            field_dict["context"] = context
        if seen_notices is not UNSET:
            field_dict["seen_notices"] = seen_notices

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.context import Context

        d = dict(src_dict)

        def _parse_user_id(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                user_id_type_0 = UUID(data)

                return user_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        user_id = _parse_user_id(d.pop("user_id", UNSET))

        def _parse_context(data: object) -> Context | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                context_type_1 = Context.from_dict(data)

                return context_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Context | None | Unset, data)

        context = _parse_context(d.pop("context", UNSET))

        def _parse_seen_notices(data: object) -> list[UUID] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                seen_notices_type_0 = []
                _seen_notices_type_0 = data
                for seen_notices_type_0_item_data in _seen_notices_type_0:
                    seen_notices_type_0_item = UUID(seen_notices_type_0_item_data)

                    seen_notices_type_0.append(seen_notices_type_0_item)

                return seen_notices_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[UUID] | None | Unset, data)

        seen_notices = _parse_seen_notices(d.pop("seen_notices", UNSET))

        recommend_request = cls(
            user_id=user_id,
            context=context,
            seen_notices=seen_notices,
        )

        return recommend_request
