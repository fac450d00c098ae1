from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

T = TypeVar("T", bound="UndoRequest")


@_attrs_define
class UndoRequest:
    """
    Attributes:
        event_id (UUID):
        undoes (UUID): The event to undo; it need not have arrived.
    """

    event_id: UUID
    undoes: UUID

    def to_dict(self) -> dict[str, Any]:
        event_id = str(self.event_id)

        undoes = str(self.undoes)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "event_id": event_id,
                "undoes": undoes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        event_id = UUID(d.pop("event_id"))

        undoes = UUID(d.pop("undoes"))

        undo_request = cls(
            event_id=event_id,
            undoes=undoes,
        )

        return undo_request
