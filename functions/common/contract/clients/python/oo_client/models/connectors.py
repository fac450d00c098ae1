from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.connector_view import ConnectorView


T = TypeVar("T", bound="Connectors")


@_attrs_define
class Connectors:
    """
    Attributes:
        connectors (list[ConnectorView]):
    """

    connectors: list[ConnectorView]

    def to_dict(self) -> dict[str, Any]:
        connectors = []
        for connectors_item_data in self.connectors:
            connectors_item = connectors_item_data.to_dict()
            connectors.append(connectors_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "connectors": connectors,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.connector_view import ConnectorView

        d = dict(src_dict)
        connectors = []
        _connectors = d.pop("connectors")
        for connectors_item_data in _connectors:
            connectors_item = ConnectorView.from_dict(connectors_item_data)

            connectors.append(connectors_item)

        connectors = cls(
            connectors=connectors,
        )

        return connectors
