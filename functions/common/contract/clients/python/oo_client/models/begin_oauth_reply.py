from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="BeginOauthReply")


@_attrs_define
class BeginOauthReply:
    """
    Attributes:
        redirect_url (str):
    """

    redirect_url: str

    def to_dict(self) -> dict[str, Any]:
        redirect_url = self.redirect_url

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "redirect_url": redirect_url,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        redirect_url = d.pop("redirect_url")

        begin_oauth_reply = cls(
            redirect_url=redirect_url,
        )

        return begin_oauth_reply
