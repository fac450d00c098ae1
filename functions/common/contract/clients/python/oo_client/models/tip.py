from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.tip_kind import TipKind, check_tip_kind
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.tip_meta import TipMeta


T = TypeVar("T", bound="Tip")


@_attrs_define
class Tip:
    """
    Attributes:
        id (UUID): The decision's id.
        kind (TipKind):
        title (str):
        source (str): The source's name, e.g. `Todoist`.
        meta (TipMeta):
        body (None | str | Unset):
        deep_link (None | str | Unset): The task at its source.
        parent (None | str | Unset): The title of the task that this one is a part of.
    """

    id: UUID
    kind: TipKind
    title: str
    source: str
    meta: TipMeta
    body: None | str | Unset = UNSET
    deep_link: None | str | Unset = UNSET
    parent: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        kind: str = self.kind

        title = self.title

        source = self.source

        meta = self.meta.to_dict()

        body: None | str | Unset
        if isinstance(self.body, Unset):
            body = UNSET
        else:
            body = self.body

        deep_link: None | str | Unset
        if isinstance(self.deep_link, Unset):
            deep_link = UNSET
        else:
            deep_link = self.deep_link

        parent: None | str | Unset
        if isinstance(self.parent, Unset):
            parent = UNSET
        else:
            parent = self.parent

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "title": title,
                "source": source,
                "meta": meta,
            }
        )
        if body is not UNSET:
            field_dict["body"] = body
        if deep_link is not UNSET:
            field_dict["deep_link"] = deep_link
        if parent is not UNSET:
            field_dict["parent"] = parent

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.tip_meta import TipMeta

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = check_tip_kind(d.pop("kind"))

        title = d.pop("title")

        source = d.pop("source")

        meta = TipMeta.from_dict(d.pop("meta"))

        def _parse_body(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        body = _parse_body(d.pop("body", UNSET))

        def _parse_deep_link(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        deep_link = _parse_deep_link(d.pop("deep_link", UNSET))

        def _parse_parent(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        parent = _parse_parent(d.pop("parent", UNSET))

        tip = cls(
            id=id,
            kind=kind,
            title=title,
            source=source,
            meta=meta,
            body=body,
            deep_link=deep_link,
            parent=parent,
        )

        return tip
