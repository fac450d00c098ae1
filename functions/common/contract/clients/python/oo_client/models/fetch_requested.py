from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="FetchRequested")


@_attrs_define
class FetchRequested:
    """
    Attributes:
        connections (int): How many will be read.
    """

    connections: int

    def to_dict(self) -> dict[str, Any]:
        connections = self.connections

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "connections": connections,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        connections = d.pop("connections")

        fetch_requested = cls(
            connections=connections,
        )

        return fetch_requested
