from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.connection_view import ConnectionView


T = TypeVar("T", bound="ConnectorView")


@_attrs_define
class ConnectorView:
    """
    Attributes:
        provider (str): e.g. `todoist`
        name (str): e.g. `Todoist`
        configured (bool): False when the operator has set no client id for it.
        connections (list[ConnectionView]):
    """

    provider: str
    name: str
    configured: bool
    connections: list[ConnectionView]

    def to_dict(self) -> dict[str, Any]:
        provider = self.provider

        name = self.name

        configured = self.configured

        connections = []
        for connections_item_data in self.connections:
            connections_item = connections_item_data.to_dict()
            connections.append(connections_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "provider": provider,
                "name": name,
                "configured": configured,
                "connections": connections,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.connection_view import ConnectionView

        d = dict(src_dict)
        provider = d.pop("provider")

        name = d.pop("name")

        configured = d.pop("configured")

        connections = []
        _connections = d.pop("connections")
        for connections_item_data in _connections:
            connections_item = ConnectionView.from_dict(connections_item_data)

            connections.append(connections_item)

        connector_view = cls(
            provider=provider,
            name=name,
            configured=configured,
            connections=connections,
        )

        return connector_view
