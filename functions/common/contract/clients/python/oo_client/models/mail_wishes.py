from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="MailWishes")


@_attrs_define
class MailWishes:
    """Which mails the person wants.

    Attributes:
        reconnect (bool): When a connection must be renewed.
        session_reuse (bool): When a sign-in was copied.
    """

    reconnect: bool
    session_reuse: bool

    def to_dict(self) -> dict[str, Any]:
        reconnect = self.reconnect

        session_reuse = self.session_reuse

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reconnect": reconnect,
                "session_reuse": session_reuse,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        reconnect = d.pop("reconnect")

        session_reuse = d.pop("session_reuse")

        mail_wishes = cls(
            reconnect=reconnect,
            session_reuse=session_reuse,
        )

        return mail_wishes
