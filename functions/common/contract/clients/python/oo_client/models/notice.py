from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.notice_kind import NoticeKind, check_notice_kind
from ..types import UNSET, Unset

T = TypeVar("T", bound="Notice")


@_attrs_define
class Notice:
    """
    Attributes:
        id (UUID):
        kind (NoticeKind): `refused`: the source will not close it; `moved`: its date moved meanwhile and nothing was
            sent; `undo_too_late`: it could not be reopened; `dropped`: it was disconnected before the change was made;
            `taken_back`: done in two tips and undone in one; `closed_with`: other tasks closed with it; `session_reuse`:
            two browsers used one sign-in, which was ended (about no task).
        title (str): The task's title.
        detail (str): What happened, in words.
        at (datetime.datetime):
        deep_link (None | str | Unset):
    """

    id: UUID
    kind: NoticeKind
    title: str
    detail: str
    at: datetime.datetime
    deep_link: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        kind: str = self.kind

        title = self.title

        detail = self.detail

        at = self.at.isoformat()

        deep_link: None | str | Unset
        if isinstance(self.deep_link, Unset):
            deep_link = UNSET
        else:
            deep_link = self.deep_link

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "title": title,
                "detail": detail,
                "at": at,
            }
        )
        if deep_link is not UNSET:
            field_dict["deep_link"] = deep_link

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = check_notice_kind(d.pop("kind"))

        title = d.pop("title")

        detail = d.pop("detail")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        def _parse_deep_link(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        deep_link = _parse_deep_link(d.pop("deep_link", UNSET))

        notice = cls(
            id=id,
            kind=kind,
            title=title,
            detail=detail,
            at=at,
            deep_link=deep_link,
        )

        return notice
